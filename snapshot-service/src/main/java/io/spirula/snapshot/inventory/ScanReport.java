package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the last scan of a cluster went.
 *
 * @param at its end
 * @param images listed, those in the trash included
 * @param unreadable images that could not be read whole, and why; what was told of what could not be read stays
 * @param closed pools that may hold images and that this user may not read
 * @param failure why the cluster could not be listed; null when it could
 */
record ScanReport(
        Instant at,
        int images,
        Map<ImageId, String> unreadable,
        List<ClosedPool> closed,
        @Nullable String failure) {

    static final ScanReport NEVER = failed(Instant.EPOCH, "not scanned yet");

    ScanReport {
        unreadable = Map.copyOf(unreadable);
        closed = List.copyOf(closed);
    }

    static ScanReport failed(Instant at, String why) {
        return new ScanReport(at, 0, Map.of(), List.of(), why);
    }

    /** Whether all that may be read could be. */
    boolean readable() {
        return failure == null && unreadable.isEmpty();
    }

    boolean healthy() {
        return readable() && closed.isEmpty();
    }
}
