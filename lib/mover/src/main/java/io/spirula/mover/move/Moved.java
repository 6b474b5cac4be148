package io.spirula.mover.move;

import io.spirula.mover.MoveCounts;

/**
 * A move that was carried out: all written, nothing committed.
 *
 * @param counts what was done, by earlier attempts, too
 * @param hashes of everything the difference covers, as read at the source
 */
public record Moved(MoveCounts counts, ChunkHashes hashes) implements AutoCloseable {

    /** Frees the hashes. */
    @Override
    public void close() {
        hashes.close();
    }
}
