package io.spirula.mover;

import java.time.Duration;

/**
 * How much one move takes.
 *
 * @param bufferBytes all data in flight, 16 MiB to 192 MiB
 * @param depth operations in flight on each side, 1 to 1024
 * @param diffThreads ranges of the image asked at the same time, 1 to 16
 * @param hashThreads threads that hash, and look for zeroes in, what was read from the source, from the replica or from its
 *     base: so many for each of them, 1 to 16
 * @param noProgress after this long without any operation ending a move fails
 * @param writePath how the target is written
 */
public record MoverLimits(
        int bufferBytes, int depth, int diffThreads, int hashThreads, Duration noProgress, WritePath writePath) {

    private static final int MIB = 1 << 20;

    public static final MoverLimits DEFAULT =
            new MoverLimits(64 * MIB, 64, 4, 2, Duration.ofMinutes(2), WritePath.IMAGE);

    /**
     * What {@link #hashThreads} is unless somebody knows better. A thread hashes more than a disk gives, and other images are
     * moved at the same time; a machine with many processors has the network for more.
     *
     * @param processors of this machine, at least 1
     */
    public static int hashThreads(int processors) {
        return Math.max(2, Math.min(8, processors / 8));
    }

    public MoverLimits {
        if (bufferBytes < 16 * MIB || bufferBytes > 192 * MIB) {
            throw new IllegalArgumentException("bufferBytes must be 16 MiB to 192 MiB: " + bufferBytes);
        }
        if (depth < 1 || depth > 1024) {
            throw new IllegalArgumentException("depth must be 1 to 1024: " + depth);
        }
        if (diffThreads < 1 || diffThreads > 16) {
            throw new IllegalArgumentException("diffThreads must be 1 to 16: " + diffThreads);
        }
        if (hashThreads < 1 || hashThreads > 16) {
            throw new IllegalArgumentException("hashThreads must be 1 to 16: " + hashThreads);
        }
        if (noProgress.isNegative() || noProgress.isZero()) {
            throw new IllegalArgumentException("noProgress must be positive: " + noProgress);
        }
    }
}
