package io.spirula.mover.pipeline;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ranges of the items that come in, many at a time, and hands them on in the order in which they end.
 *
 * @param <T> what is asked for
 */
public final class ReadStage<T> implements Crew.Task {

    private final RbdImage image;
    private final int depth;
    private final BufferPool buffers;
    private final Channel<T> in;
    private final Function<T, Range> rangeOf;
    private final Channel<Filled<T>> out;
    private final Pulse pulse;

    public ReadStage(
            RbdImage image,
            int depth,
            BufferPool buffers,
            Channel<T> in,
            Function<T, Range> rangeOf,
            Channel<Filled<T>> out,
            Pulse pulse) {
        this.image = image;
        this.depth = depth;
        this.buffers = buffers;
        this.in = in;
        this.rangeOf = rangeOf;
        this.out = out;
        this.pulse = pulse;
    }

    @Override
    public void run() throws InterruptedException {
        try (AioQueue<Filled<T>> queue = image.openAioQueue(depth)) {
            T waiting = null;
            while (true) {
                waiting = fill(queue, waiting);
                if (queue.inFlight() == 0) {
                    out.producerEnded();
                    return;
                }
                out.put(whole(queue.take()));
                pulse.beat();
            }
        }
    }

    /** Submits what it can without waiting, or waits if nothing is in flight; returns what lacks a buffer. */
    private @Nullable T fill(AioQueue<Filled<T>> queue, @Nullable T left) throws InterruptedException {
        T waiting = left;
        while (!queue.isFull()) {
            boolean idle = queue.inFlight() == 0;
            if (waiting == null) {
                waiting = idle ? in.take() : in.poll();
            }
            if (waiting == null) {
                return null;
            }
            Range range = rangeOf.apply(waiting);
            ByteBuffer buffer = idle ? buffers.acquire(range.length()) : buffers.tryAcquire(range.length());
            if (buffer == null) {
                return waiting;
            }
            queue.submitRead(range.offset(), buffer, new Filled<>(waiting, range, buffer));
            waiting = null;
        }
        return waiting;
    }

    /**
     * The tag of an operation that did all it was asked.
     *
     * @throws MoveFailedException if it dealt with another range
     * @throws io.spirula.rbd.RbdException if it failed
     */
    public static <T> T whole(AioResult<T> result, Range range) {
        T tag = result.orThrow();
        if (result.offset() != range.offset() || result.length() != range.length()) {
            throw MoveFailedException.retryable(
                    MoveFailedException.SHORT_TRANSFER,
                    "asked for " + range + ", but " + result.operation() + " dealt with offset " + result.offset()
                            + ", length " + result.length());
        }
        return tag;
    }

    private Filled<T> whole(AioResult<Filled<T>> result) {
        return whole(result, result.tag().range());
    }
}
