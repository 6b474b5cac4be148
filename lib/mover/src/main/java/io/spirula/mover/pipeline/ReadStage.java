package io.spirula.mover.pipeline;

import io.spirula.mover.MoveFailedException;
import io.spirula.mover.Throttle;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the windows of the items that come in, many chunks at a time, and hands each item on when all of it was read.
 *
 * @param <T> what is asked for
 */
public final class ReadStage<T> implements Crew.Task {

    private final RbdImage image;
    private final int depth;
    private final BufferPool buffers;
    private final Channel<T> in;
    private final Function<T, Window> windowOf;
    private final Channel<Filled<T>> out;
    private final Pulse pulse;
    private final Leave leave;
    private @Nullable T waiting;
    private @Nullable Reading<T> reading;

    /** An item on its way. */
    private static final class Reading<T> {

        private final Filled<T> into;
        private int submitted;
        private int unread;

        Reading(Filled<T> into) {
            this.into = into;
            this.unread = into.parts().size();
        }
    }

    private record Part<T>(Reading<T> of, Range range) {}

    public ReadStage(
            RbdImage image,
            int depth,
            BufferPool buffers,
            Channel<T> in,
            Function<T, Window> windowOf,
            Channel<Filled<T>> out,
            Pulse pulse,
            Throttle throttle) {
        this.image = image;
        this.depth = depth;
        this.buffers = buffers;
        this.in = in;
        this.windowOf = windowOf;
        this.out = out;
        this.pulse = pulse;
        this.leave = new Leave(throttle, pulse);
    }

    @Override
    public void run() throws InterruptedException {
        try (AioQueue<Part<T>> queue = image.openAioQueue(depth)) {
            while (true) {
                fill(queue);
                if (queue.inFlight() == 0) {
                    out.producerEnded();
                    return;
                }
                finish(queue.take());
            }
        }
    }

    /** Submits what it can without waiting, or waits if nothing is in flight. */
    private void fill(AioQueue<Part<T>> queue) throws InterruptedException {
        while (!queue.isFull()) {
            Reading<T> now = reading == null ? next(queue.inFlight() == 0) : reading;
            if (now == null) {
                return;
            }
            submit(queue, now);
            reading = now.submitted < now.into.parts().size() ? now : null;
        }
    }

    private @Nullable Reading<T> next(boolean mayWait) throws InterruptedException {
        T item = waiting;
        if (item == null) {
            item = mayWait ? in.take() : in.poll();
        }
        waiting = item;
        if (item == null) {
            return null;
        }
        Window window = windowOf.apply(item);
        if (!leave.given(window.bytes(), mayWait)) {
            return null;
        }
        ByteBuffer buffer = mayWait ? buffers.acquire(window.bytes()) : buffers.tryAcquire(window.bytes());
        if (buffer == null) {
            return null;
        }
        waiting = null;
        leave.used();
        return new Reading<>(new Filled<>(item, window, buffer));
    }

    private void submit(AioQueue<Part<T>> queue, Reading<T> now) {
        int index = now.submitted++;
        Range range = now.into.window().chunks().get(index);
        queue.submitRead(range.offset(), now.into.parts().get(index), new Part<>(now, range));
    }

    private void finish(AioResult<Part<T>> result) throws InterruptedException {
        Reading<T> done = whole(result, result.tag().range()).of();
        pulse.beat();
        if (--done.unread == 0) {
            out.put(done.into);
        }
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
}
