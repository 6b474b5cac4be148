package io.spirula.mover.move;

import io.spirula.mover.MoveCounts;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.Search;
import org.jspecify.annotations.Nullable;

/**
 * A move that was carried out: all written, nothing committed.
 *
 * @param counts what was done, by earlier attempts, too
 * @param hashes of everything the difference covers, as read at the source
 * @param search how what has changed was found
 * @param digest of all that the source has; null where it does not follow from what was moved
 * @param header version that the target's header has if nobody else changed it since its HEAD was known: writes leave it as
 *     it is; null if somebody did
 */
public record Moved(
        MoveCounts counts,
        ChunkHashes hashes,
        Search search,
        @Nullable PointDigest digest,
        @Nullable Long header) implements AutoCloseable {

    /** Frees the hashes. */
    @Override
    public void close() {
        hashes.close();
    }
}
