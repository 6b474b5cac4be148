package io.spirula.mover;

import java.time.Duration;

/**
 * How much one move takes.
 *
 * @param bufferBytes all data in flight, 16 MiB to 192 MiB
 * @param depth operations in flight on each side, 1 to 1024
 * @param diffThreads ranges of the image asked at the same time, 1 to 16
 * @param noProgress after this long without any operation ending a move fails
 * @param writePath how the target is written
 */
public record MoverLimits(int bufferBytes, int depth, int diffThreads, Duration noProgress, WritePath writePath) {

    private static final int MIB = 1 << 20;

    public static final MoverLimits DEFAULT = new MoverLimits(64 * MIB, 64, 4, Duration.ofMinutes(2), WritePath.IMAGE);

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
        if (noProgress.isNegative() || noProgress.isZero()) {
            throw new IllegalArgumentException("noProgress must be positive: " + noProgress);
        }
    }
}
