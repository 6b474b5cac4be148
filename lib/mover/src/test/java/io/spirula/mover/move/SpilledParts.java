package io.spirula.mover.move;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Range;

/** Parts of a move that are done already, and so many that not all of them stay in memory: a temporary file has the others. */
public final class SpilledParts {

    private static final int BLOCK = PointDigest.BLOCK;

    private SpilledParts() {}

    /**
     * Where nothing was and nothing is.
     *
     * @param from where they begin, in bytes
     * @param to where they end: at least 16384 blocks further
     * @return belongs to the move that is asked for with it
     */
    public static DoneParts ofZeroes(long from, long to) {
        ChunkHashes hashes = new ChunkHashes(0);
        for (long at = from; at < to; at += BLOCK) {
            hashes.add(new ChunkHashes.Chunk(new Range(at, BLOCK), PointDigest.ZERO, 0, 0, PointDigest.ZERO));
        }
        return DoneParts.of(hashes);
    }
}
