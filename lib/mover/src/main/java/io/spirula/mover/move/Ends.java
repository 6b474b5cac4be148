package io.spirula.mover.move;

import io.spirula.mover.move.ChunkHashes.Chunk;
import java.util.List;

/** Where chunks go that the target has for good. Used by one thread. */
interface Ends {

    /** Those of one window, in rising order. */
    void ended(List<Chunk> chunks) throws InterruptedException;

    /** There are no more. */
    void allEnded();

    /** They are done with that. */
    static Ends in(ChunkHashes done) {
        return new Ends() {
            @Override
            public void ended(List<Chunk> chunks) {
                chunks.forEach(done::add);
            }

            @Override
            public void allEnded() {}
        };
    }
}
