package io.spirula.transfer.cluster;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much may go on with one cluster.
 *
 * @param moves moves that read from or write to it at the same time, 1 to 64; as many as with the others unless set
 * @param asSource how fast all moves together may read from it
 * @param asTarget how fast all moves together may write to it and read it back
 */
public record ClusterLimits(
        @Min(1) @Max(64) @Nullable Integer moves,
        @DefaultValue Rate asSource,
        @DefaultValue Rate asTarget) {

    static final ClusterLimits NONE = new ClusterLimits(null, new Rate(null, List.of()), new Rate(null, List.of()));

    private static final DataSize LEAST = DataSize.ofMegabytes(1);
    private static final DataSize MOST = DataSize.ofTerabytes(1);

    /**
     * A bandwidth, also by the time of day.
     *
     * @param bandwidth bytes in a second, 1 MiB to 1 TiB; not limited unless set
     * @param windows times of day with another one; of several that hold, the first one counts
     */
    public record Rate(
            @Nullable DataSize bandwidth, @DefaultValue List<Window> windows) {

        public Rate {
            windows = List.copyOf(windows);
            bytes(bandwidth);
        }

        public Limits limits() {
            return new Limits(
                    bytes(bandwidth), windows.stream().map(Window::limit).toList());
        }
    }

    /**
     * A time of day.
     *
     * @param from when it begins, such as 22:00
     * @param to when it is over
     * @param zone the IANA zone whose clocks these are; UTC unless set
     * @param bandwidth bytes in a second, 1 MiB to 1 TiB; not limited then unless set
     */
    public record Window(
            @Nullable String from,
            @Nullable String to,
            @DefaultValue("UTC") String zone,
            @Nullable DataSize bandwidth) {

        public Window {
            limit(from, to, zone, bandwidth);
        }

        BandwidthWindow limit() {
            return limit(from, to, zone, bandwidth);
        }

        private static BandwidthWindow limit(
                @Nullable String from, @Nullable String to, String zone, @Nullable DataSize bandwidth) {
            return new BandwidthWindow(time(from), time(to), zone, bytes(bandwidth));
        }

        private static LocalTime time(@Nullable String text) {
            try {
                return LocalTime.parse(text == null ? "" : text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("from and to must be times of day such as 06:30: " + text, e);
            }
        }
    }

    private static @Nullable Long bytes(@Nullable DataSize bandwidth) {
        if (bandwidth != null && (bandwidth.compareTo(LEAST) < 0 || bandwidth.compareTo(MOST) > 0)) {
            throw new IllegalArgumentException("bandwidth must be 1MB to 1TB in a second: " + bandwidth);
        }
        return bandwidth == null ? null : bandwidth.toBytes();
    }
}
