package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All direct memory of one move: made when first needed, up to a limit, and used again. A buffer takes the next power of two
 * of what is asked for, so many small ones or few large ones can be in flight at the same time. Thread-safe.
 */
public final class BufferPool {

    /** The least that gives a few buffers of the largest size. */
    public static final int LEAST_BYTES = 16 << 20;

    private final int most;
    private final List<BufferRegion> regions = new ArrayList<>();
    private final Map<ByteBuffer, BufferRegion.Piece> taken = new IdentityHashMap<>();
    private int waiting;

    /**
     * @param bytes of all buffers together, at least {@link #LEAST_BYTES}
     */
    public BufferPool(int bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("buffers need at least " + LEAST_BYTES + " bytes: " + bytes);
        }
        most = bytes / BufferRegion.SIZE;
    }

    /** A buffer limited to the length, waiting for one. */
    public synchronized ByteBuffer acquire(long length) throws InterruptedException {
        ByteBuffer buffer = tryAcquire(length);
        while (buffer == null) {
            await();
            buffer = tryAcquire(length);
        }
        return buffer;
    }

    private synchronized void await() throws InterruptedException {
        waiting++;
        try {
            wait();
        } finally {
            waiting--;
        }
    }

    /** Whether somebody waits for a buffer now. */
    public synchronized boolean isAwaited() {
        return waiting > 0;
    }

    /** A buffer limited to the length if one is free now. */
    public synchronized @Nullable ByteBuffer tryAcquire(long length) {
        if (length > Chunks.SIZE) {
            throw new IllegalArgumentException("no buffer is that large: " + length);
        }
        int size = capacity((int) length);
        BufferRegion region = regionWith(size);
        if (region == null) {
            return null;
        }
        BufferRegion.Piece piece = region.take(size);
        taken.put(piece.buffer(), piece);
        return piece.buffer().limit((int) length);
    }

    /** Bytes of memory that were made up to now. */
    synchronized long made() {
        return (long) regions.size() * BufferRegion.SIZE;
    }

    /** Bytes of memory that a buffer of the length takes. */
    public static int capacity(int length) {
        return length <= BufferRegion.LEAST ? BufferRegion.LEAST : Integer.highestOneBit(length - 1) << 1;
    }

    /** The fullest that has room, so that others stay whole for large ones. */
    private @Nullable BufferRegion regionWith(int size) {
        BufferRegion found = regions.stream()
                .filter(region -> region.largestFree() >= size)
                .min(Comparator.comparingInt(BufferRegion::largestFree))
                .orElse(null);
        if (found == null && regions.size() < most) {
            found = new BufferRegion();
            regions.add(found);
        }
        return found;
    }

    /** Gives a buffer back; the caller must not touch it again. */
    public synchronized void release(ByteBuffer buffer) {
        BufferRegion.Piece piece = taken.remove(buffer);
        if (piece == null) {
            throw new IllegalArgumentException("not a buffer of this pool, or given back before: " + buffer);
        }
        piece.region().giveBack(piece);
        notifyAll();
    }
}
