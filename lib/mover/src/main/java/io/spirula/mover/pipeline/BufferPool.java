package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All direct memory of one move: made when first needed, up to a limit, and used again. Buffers come in a few sizes, so
 * that many small chunks and few large ones can be in flight at the same time. Thread-safe.
 */
public final class BufferPool {

    /** The least that gives two buffers of each size. */
    public static final int LEAST_BYTES = 16 << 20;

    private static final int[] SIZES = {4 << 10, 64 << 10, 1 << 20, Chunks.SIZE};
    /** Sixteenths of the memory for each size. */
    private static final int[] SHARES = {1, 1, 2, 12};

    private final List<Deque<ByteBuffer>> free = new ArrayList<>();
    private final int[] unmade = new int[SIZES.length];
    private int waiting;

    /**
     * @param bytes of all buffers together, at least {@link #LEAST_BYTES}
     */
    public BufferPool(int bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("buffers need at least " + LEAST_BYTES + " bytes: " + bytes);
        }
        for (int i = 0; i < SIZES.length; i++) {
            unmade[i] = (int) ((long) bytes * SHARES[i] / 16 / SIZES[i]);
            free.add(new ArrayDeque<>());
        }
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
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] >= length) {
                ByteBuffer buffer = freeOrNew(i);
                if (buffer != null) {
                    return buffer.clear().limit((int) length);
                }
            }
        }
        return null;
    }

    private @Nullable ByteBuffer freeOrNew(int size) {
        ByteBuffer buffer = free.get(size).poll();
        if (buffer == null && unmade[size] > 0) {
            unmade[size]--;
            return ByteBuffer.allocateDirect(SIZES[size]);
        }
        return buffer;
    }

    /** Gives a buffer back; the caller must not touch it again. */
    public synchronized void release(ByteBuffer buffer) {
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] == buffer.capacity()) {
                free.get(i).push(buffer);
                notifyAll();
                return;
            }
        }
        throw new IllegalArgumentException("not a buffer of this pool: " + buffer.capacity() + " bytes");
    }
}
