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
     * Waits for the next operation to end: at the latest its timeout ends it.
     *
     * @throws IllegalStateException if none is in flight
     * @throws RbdTimeoutException if none ends in four operation timeouts: this queue is closed then, its buffers are never
     *     given back, and the connection's memory is kept until the process ends
     */
    AioResult<T> take();

    /** The next ended operation, or null if none has ended yet. */
    @Nullable
    AioResult<T> poll();

    /**
     * Waits for everything in flight and drops the results. Does nothing a second time.
     *
     * @throws RbdTimeoutException as {@link #take}
     */
    @Override
    void close();
}
