package io.spirula.bench.tool;

import io.spirula.bench.world.Disk;
import io.spirula.rbd.AioQueue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.SplittableRandom;

/** A guest that does nothing but random 4 KiB writes, without a cache, so many in flight. */
public final class Hammer {

    private static final int BLOCK = 4096;
    private static final int DEPTH = 16;

    private Hammer() {}

    /** Writes for a while, and returns how many operations a second ended. */
    public static double iops(Disk disk, Duration time, long seed) {
        var random = new SplittableRandom(seed);
        var bytes = new byte[BLOCK];
        random.nextBytes(bytes);
        var blocks = disk.size() / BLOCK;
        var ended = 0L;
        try (AioQueue<ByteBuffer> queue = disk.image().openAioQueue(DEPTH)) {
            for (var i = 0; i < DEPTH; i++) {
                var buffer = ByteBuffer.allocateDirect(BLOCK).put(bytes).flip();
                queue.submitWrite(BLOCK * random.nextLong(blocks), buffer, buffer);
            }
            var begun = System.nanoTime();
            while (System.nanoTime() - begun < time.toNanos()) {
                var buffer = queue.take().orThrow();
                ended++;
                buffer.putLong(0, random.nextLong());
                queue.submitWrite(BLOCK * random.nextLong(blocks), buffer, buffer);
            }
            return ended * 1e9 / (System.nanoTime() - begun);
        }
    }
}
