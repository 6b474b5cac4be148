package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All direct memory of one move: allocated once, never more. Buffers come in a few sizes, so that many small chunks and
 * few large ones can be in flight at the same time. Thread-safe.
 */
public final class BufferPool {

    /** The least that gives two buffers of each size. */
    public static final int LEAST_BYTES = 16 << 20;

    private static final int[] SIZES = {4 << 10, 64 << 10, 1 << 20, Chunks.SIZE};
    /** Sixteenths of the memory for each size. */
    private static final int[] SHARES = {1, 1, 2, 12};

    private final List<Deque<ByteBuffer>> free = new ArrayList<>();

    /**
     * @param bytes of all buffers together, at least {@link #LEAST_BYTES}
     */
    public BufferPool(int bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("buffers need at least " + LEAST_BYTES + " bytes: " + bytes);
        }
        for (int i = 0; i < SIZES.length; i++) {
            Deque<ByteBuffer> buffers = new ArrayDeque<>();
            for (long left = (long) bytes * SHARES[i] / 16; left >= SIZES[i]; left -= SIZES[i]) {
                buffers.add(ByteBuffer.allocateDirect(SIZES[i]));
            }
            free.add(buffers);
        }
    }

    /** A buffer limited to the length, waiting for one. */
    public synchronized ByteBuffer acquire(long length) throws InterruptedException {
        ByteBuffer buffer = tryAcquire(length);
        while (buffer == null) {
            wait();
            buffer = tryAcquire(length);
        }
        return buffer;
    }

    /** A buffer limited to the length if one is free now. */
    public synchronized @Nullable ByteBuffer tryAcquire(long length) {
        if (length > Chunks.SIZE) {
            throw new IllegalArgumentException("no buffer is that large: " + length);
        }
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] >= length && !free.get(i).isEmpty()) {
                return free.get(i).pop().clear().limit((int) length);
            }
        }
        return null;
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
