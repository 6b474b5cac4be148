package io.spirula.bench.world;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** An image at the source, and its owner who writes to it. The same seed writes the same bytes. */
public final class Disk implements AutoCloseable {

    private static final int DEPTH = 32;
    private static final int LARGE = 4 << 20;

    private final RbdPool pool;
    private final RbdImage image;

    private Disk(RbdPool pool, RbdImage image) {
        this.pool = pool;
        this.image = image;
    }

    public static Disk create(CephCluster cluster, String poolName, String name, long size) {
        var pool = cluster.openPool(poolName, "");
        pool.create(name, ImageSpec.ofSize(size));
        return new Disk(pool, pool.open(ImageLocator.byName(name)));
    }

    public String name() {
        return image.name();
    }

    public String spec() {
        return pool.poolName() + "/" + image.name();
    }

    public long size() {
        return image.size();
    }

    public RbdImage image() {
        return image;
    }

    /** Random bytes in all of a range whose ends are multiples of 4 MiB. */
    public void fill(long from, long to, long seed) {
        write(LongStream.iterate(from, offset -> offset < to, offset -> offset + LARGE), LARGE, seed);
    }

    /**
     * Random bytes in so many different blocks of a range, in random order.
     *
     * @param blockSize divides both ends of the range
     * @param places the seed of the blocks
     * @param bytes the seed of what is written
     */
    public void scatter(long from, long to, int blocks, int blockSize, long places, long bytes) {
        var random = new SplittableRandom(places);
        var taken = new LinkedHashSet<Long>();
        while (taken.size() < blocks) {
            taken.add(from + blockSize * random.nextLong((to - from) / blockSize));
        }
        write(taken.stream().mapToLong(Long::longValue), blockSize, bytes);
    }

    /** Makes a range read as zeroes, object by object, whole ones removed. */
    public void trim(long from, long to) {
        try (AioQueue<Long> queue = image.openAioQueue(DEPTH)) {
            for (var offset = from; offset < to; ) {
                var length = Math.min(to, (offset / LARGE + 1) * LARGE) - offset;
                if (queue.isFull()) {
                    queue.take().orThrow();
                }
                queue.submitWriteZeroes(offset, length, offset);
                offset += length;
            }
            while (queue.inFlight() > 0) {
                queue.take().orThrow();
            }
        }
        image.flush();
    }

    public long snapshot(String name) {
        return image.snapshots().create(name);
    }

    public void removeSnapshot(String name) {
        var snapshot = image.snapshots().find(name).orElseThrow();
        image.snapshots().remove(snapshot.id());
    }

    private void write(LongStream offsets, int blockSize, long seed) {
        var random = new SplittableRandom(seed);
        Deque<ByteBuffer> free = new ArrayDeque<>();
        for (var i = 0; i < DEPTH; i++) {
            free.add(ByteBuffer.allocateDirect(blockSize));
        }
        var bytes = new byte[blockSize];
        try (AioQueue<ByteBuffer> queue = image.openAioQueue(DEPTH)) {
            offsets.forEach(offset -> {
                if (free.isEmpty()) {
                    free.add(queue.take().orThrow());
                }
                var buffer = free.remove();
                random.nextBytes(bytes);
                buffer.clear().put(bytes).flip();
                queue.submitWrite(offset, buffer, buffer);
            });
            while (queue.inFlight() > 0) {
                queue.take().orThrow();
            }
        }
        image.flush();
    }

    @Override
    public void close() {
        image.close();
        pool.close();
    }
}
