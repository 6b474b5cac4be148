package io.spirula.mover.pipeline;

import io.spirula.mover.MoveFailedException;
import io.spirula.mover.Throttle;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the windows of the items that come in, many operations at a time, and hands each item on when all of it was read.
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

    /** An item on its way, and the operations that read it. */
    private static final class Reading<T> {

        private final Filled<T> into;
        private final List<List<Place>> operations;
        private int submitted;
        private int unread;

        Reading(Filled<T> into, ImageReads<Reading<T>> reads) {
            this.into = into;
            this.operations = reads.cut(into.window().places(into.data()));
            this.unread = operations.size();
        }

        boolean isSubmitted() {
            return submitted == operations.size();
        }
    }

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
        try (ImageReads<Reading<T>> reads = new ImageReads<>(image, depth)) {
            while (true) {
                fill(reads);
                if (reads.inFlight() == 0) {
                    reads.requirePresent();
                    out.producerEnded();
                    return;
                }
                finish(reads.take());
            }
        }
    }

    /** Submits what it can without waiting, or waits if nothing is in flight. */
    private void fill(ImageReads<Reading<T>> reads) throws InterruptedException {
        while (!reads.isFull()) {
            if (reading == null) {
                reading = next(reads);
            }
            if (reading == null) {
                return;
            }
            reads.submit(reading.operations.get(reading.submitted++), reading);
            if (reading.isSubmitted()) {
                reading = null;
            }
        }
    }

    private @Nullable Reading<T> next(ImageReads<Reading<T>> reads) throws InterruptedException {
        boolean mayWait = reads.inFlight() == 0;
        T item = waiting;
        if (item == null) {
            item = mayWait ? in.take() : in.poll();
        }
        waiting = item;
        if (item == null) {
            return null;
        }
        Window window = windowOf.apply(item);
        long bytes = window.readBytes();
        if (!leave.given(bytes, mayWait)) {
            return null;
        }
        ByteBuffer buffer = mayWait ? buffers.acquire(bytes) : buffers.tryAcquire(bytes);
        if (buffer == null) {
            return null;
        }
        waiting = null;
        leave.used();
        return new Reading<>(new Filled<>(item, window, buffer), reads);
    }

    private void finish(Reading<T> reading) throws InterruptedException {
        pulse.beat();
        if (--reading.unread == 0) {
            out.put(reading.into);
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
