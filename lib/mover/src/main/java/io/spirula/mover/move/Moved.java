package io.spirula.mover.move;

import io.spirula.mover.MoveCounts;
import io.spirula.mover.dirty.Search;

/**
 * A move that was carried out: all written, nothing committed.
 *
 * @param counts what was done, by earlier attempts, too
 * @param hashes of everything the difference covers, as read at the source
 * @param search how what has changed was found
 */
public record Moved(MoveCounts counts, ChunkHashes hashes, Search search) implements AutoCloseable {

    /** Frees the hashes. */
    @Override
    public void close() {
        hashes.close();
    }
}
