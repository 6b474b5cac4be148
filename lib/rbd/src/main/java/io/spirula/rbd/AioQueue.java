package io.spirula.rbd;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous I/O on one image, bounded in depth. Results come in the order of completion.
 *
 * <p>Used by one thread at a time. Buffers belong to the queue from submission until their result was taken. Operations
 * on overlapping ranges that are in flight together have no order.
 *
 * @param <T> what the caller tags operations with
 */
public interface AioQueue<T> extends AutoCloseable {

    int depth();

    int inFlight();

    default boolean isFull() {
        return inFlight() == depth();
    }

    /**
     * Starts to fill a direct buffer from its position to its limit; the position is left alone.
     *
     * @throws IllegalStateException if the queue is full
     */
    void submitRead(long offset, ByteBuffer into, T tag);

    /**
     * Starts to write the remaining bytes of a direct buffer; the position is left alone.
     *
     * @throws IllegalStateException if the queue is full
     */
    void submitWrite(long offset, ByteBuffer from, T tag);

    /**
     * Starts to make a range read as zeroes, exactly, deallocating where possible.
     *
     * @throws IllegalStateException if the queue is full
     */
    void submitWriteZeroes(long offset, long length, T tag);

    /**
     * Waits for the next operation to end. Every operation ends: at the latest its timeout ends it.
     *
     * @throws IllegalStateException if none is in flight
     */
    AioResult<T> take();

    /** The next ended operation, or null if none has ended yet. */
    @Nullable
    AioResult<T> poll();

    /** Waits for everything in flight and drops the results. Does nothing a second time. */
    @Override
    void close();
}
