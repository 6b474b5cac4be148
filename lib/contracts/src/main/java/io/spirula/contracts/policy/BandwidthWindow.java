package io.spirula.contracts.policy;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A time of day, to the minute, with a bandwidth of its own.
 *
 * @param from when it begins, each day
 * @param to when it is over: on the next day, if that is not later than its beginning; never the same as {@code from}
 * @param zone the IANA zone whose clocks these are
 * @param bandwidth bytes per second of all moves together, at least 1; null when they are not limited then
 */
public record BandwidthWindow(
        @JsonFormat(pattern = "HH:mm") LocalTime from,
        @JsonFormat(pattern = "HH:mm") LocalTime to,
        String zone,
        @Nullable Long bandwidth) {

    public BandwidthWindow {
        if (from.equals(to)) {
            throw new IllegalArgumentException("A window of bandwidth has a length: from " + from + " to " + to);
        }
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone must be an IANA time zone: " + zone, e);
        }
        requirePositive(bandwidth);
    }

    static void requirePositive(@Nullable Long bandwidth) {
        if (bandwidth != null && bandwidth < 1) {
            throw new IllegalArgumentException("bandwidth must be at least 1 byte per second: " + bandwidth);
        }
    }
}
