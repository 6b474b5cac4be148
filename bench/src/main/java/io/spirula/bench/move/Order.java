package io.spirula.bench.move;

import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * What the mover's process is told to do, a line of JSON each.
 *
 * @param id of the order, given back with the answer
 * @param image in pool {@code rbd} at the source
 * @param replica in pool {@code rbd} at the target
 * @param base a snapshot that both have, or null for a full into a new image
 * @param end a snapshot of the image, made on the replica; null if there is nothing to move: HEAD is made the base, and sealed
 *     as a run before would have left it
 * @param byMaps goes by the object maps of the source, which it audits
 */
public record Order(
        long id,
        String image,
        String replica,
        @Nullable String base,
        @Nullable String end,
        WritePath writePath,
        VerifyMode verify,
        DigestMode digest,
        boolean byMaps,
        Tuning tuning) {

    public static final String POOL = "rbd";

    public Order {
        if (base == null && end == null) {
            throw new IllegalArgumentException("nothing is ordered for " + replica);
        }
    }

    /**
     * @param failure null if the replica has the snapshot now
     */
    public record Answer(long id, @Nullable String failure) {}
}
