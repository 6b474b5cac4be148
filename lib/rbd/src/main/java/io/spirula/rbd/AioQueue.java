package io.spirula.rbd;

import java.nio.ByteBuffer;

/**
 * Asynchronous I/O on one image, through librbd.
 *
 * @param <T> what the caller tags operations with
 */
public interface AioQueue<T> extends CompletionQueue<T> {

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
     * {@inheritDoc}
     *
     * @throws RbdTimeoutException if none ends in four operation timeouts: this queue is closed then, its buffers are never
     *     given back, and the connection's memory is kept until the process ends
     */
    @Override
    AioResult<T> take();

    /**
     * Waits for everything in flight and drops the results. Does nothing a second time.
     *
     * @throws RbdTimeoutException as {@link #take}
     */
    @Override
    void close();
}
