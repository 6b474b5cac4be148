package io.spirula.contracts.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast data may be moved.
 *
 * @param bandwidth bytes per second of all moves together, at least 1; null when they are not limited
 * @param windows times of day with another bandwidth; of several that hold, the first one counts
 */
public record Limits(@Nullable Long bandwidth, List<BandwidthWindow> windows) {

    public static final Limits NONE = new Limits(null, List.of());

    public Limits {
        windows = List.copyOf(windows);
        BandwidthWindow.requirePositive(bandwidth);
    }
}
