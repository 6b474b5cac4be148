package io.spirula.scheduler.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An image.
 *
 * @param id the image
 * @param ref what people call it now, or called it last
 * @param lineage the disk
 * @param size in bytes
 * @param labels its metadata
 * @param policies that protect it
 * @param lastPoint the last complete point on any target
 * @param rpo how it does against the strictest of its policies' objectives
 * @param inTrash whether its owner moved it to the trash
 * @param gone whether it does not exist any more
 * @param spirulaOwned whether it is a replica or a clone of ours
 * @param seen whether snapshot-service ever told of it; else all that is known are its copies, and the size is that of the
 *     newest one
 */
record ImageView(
        String id,
        String ref,
        UUID lineage,
        long size,
        Map<String, String> labels,
        List<String> policies,
        @Nullable PointRef lastPoint,
        Health rpo,
        boolean inTrash,
        boolean gone,
        boolean spirulaOwned,
        boolean seen) {

    /**
     * A point.
     *
     * @param id the point
     * @param time its moment
     */
    record PointRef(UUID id, Instant time) {}
}
