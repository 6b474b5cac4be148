package io.spirula.rbd;

import org.jspecify.annotations.Nullable;

/**
 * Asynchronous operations, bounded in depth, whose results come in the order of completion. Used by one thread at a time.
 * Buffers belong to the queue from submission until their result was taken. Operations on the same bytes that are in flight
 * together have no order.
 *
 * @param <T> what the caller tags operations with
 */
public interface CompletionQueue<T> extends AutoCloseable {

    /** Most operations in flight. */
    int depth();

    int inFlight();

    default boolean isFull() {
        return inFlight() == depth();
    }

    /**
     * Waits for the next operation to end: at the latest its timeout ends it.
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
