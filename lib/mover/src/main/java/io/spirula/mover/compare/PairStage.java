package io.spirula.mover.compare;

import io.spirula.mover.digest.DigestSum;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Leave;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Reads the same ranges of two images, many at a time, and compares them. */
final class PairStage implements Crew.Task {

    private final RbdImage left;
    private final RbdImage right;
    private final int depth;
    private final BufferPool buffers;
    private final Channel<Range> in;
    private final Pulse pulse;
    private final Leave leave;
    private final int counted;
    private final @Nullable DigestSum held;
    private final AtomicLong compared = new AtomicLong();
    private final Object findings = new Object();
    private final DifferingPlaces places = new DifferingPlaces();
    private Comparison.@Nullable BytesDiffer first;
    private long chunksDifferent;

    /**
     * @param leave asked for before both are read
     * @param counted how often each byte of a range counts there
     * @param held is given what the left one holds; null where nobody asks
     */
    PairStage(
            RbdImage left,
            RbdImage right,
            int depth,
            BufferPool buffers,
            Channel<Range> in,
            Pulse pulse,
            Leave leave,
            int counted,
            @Nullable DigestSum held) {
        this.left = left;
        this.right = right;
        this.depth = depth;
        this.buffers = buffers;
        this.in = in;
        this.pulse = pulse;
        this.leave = leave;
        this.counted = counted;
        this.held = held;
    }

    private static final class Pair {

        private final Range range;
        private final ByteBuffer left;
        private final ByteBuffer right;
        private boolean half;

        Pair(Range range, ByteBuffer left, ByteBuffer right) {
            this.range = range;
            this.left = left;
            this.right = right;
        }
    }

    long compared() {
        return compared.get();
    }

    Comparison result(long size) {
        synchronized (findings) {
            return first == null
                    ? new Comparison.Equal(size, compared.get())
                    : new Comparison.BytesDiffer(
                            first.offset(),
                            first.leftByte(),
                            first.rightByte(),
                            chunksDifferent,
                            compared.get(),
                            places.all());
        }
    }

    @Override
    public void run() throws InterruptedException {
        try (AioQueue<Pair> lefts = left.openAioQueue(depth);
                AioQueue<Pair> rights = right.openAioQueue(depth)) {
            Range waiting = null;
            while (true) {
                Crew.endIfTold();
                waiting = fill(lefts, rights, waiting);
                if (lefts.inFlight() == 0) {
                    return;
                }
                finish(lefts);
                finish(rights);
            }
        }
    }

    private @Nullable Range fill(AioQueue<Pair> lefts, AioQueue<Pair> rights, @Nullable Range left)
            throws InterruptedException {
        Range waiting = left;
        while (!lefts.isFull()) {
            boolean idle = lefts.inFlight() == 0;
            if (waiting == null) {
                waiting = idle ? in.take() : in.poll();
            }
            if (waiting == null) {
                return null;
            }
            Pair pair = pair(waiting, idle);
            if (pair == null) {
                return waiting;
            }
            leave.used();
            lefts.submitRead(waiting.offset(), pair.left, pair);
            rights.submitRead(waiting.offset(), pair.right, pair);
            waiting = null;
        }
        return waiting;
    }

    private @Nullable Pair pair(Range range, boolean idle) throws InterruptedException {
        if (!leave.given(range.length() * counted, idle)) {
            return null;
        }
        if (idle) {
            return new Pair(range, buffers.acquire(range.length()), buffers.acquire(range.length()));
        }
        ByteBuffer one = buffers.tryAcquire(range.length());
        ByteBuffer other = one == null ? null : buffers.tryAcquire(range.length());
        if (one != null && other != null) {
            return new Pair(range, one, other);
        }
        if (one != null) {
            buffers.release(one);
        }
        return null;
    }

    private void finish(AioQueue<Pair> queue) {
        var result = queue.take();
        Pair pair = ReadStage.whole(result, result.tag().range);
        pulse.beat();
        if (!pair.half) {
            pair.half = true;
            return;
        }
        int at = pair.left.mismatch(pair.right);
        if (at >= 0) {
            long end = pair.range.offset() + lastDifference(pair) + 1;
            differs(pair.range.offset() + at, end, pair.left.get(at), pair.right.get(at));
        }
        if (held != null) {
            held.add(PointDigest.of(pair.range.offset(), pair.left));
        }
        compared.addAndGet(pair.range.length());
        buffers.release(pair.left);
        buffers.release(pair.right);
    }

    private static int lastDifference(Pair pair) {
        int at = pair.left.limit() - 1;
        while (pair.left.get(at) == pair.right.get(at)) {
            at--;
        }
        return at;
    }

    private void differs(long offset, long end, byte leftByte, byte rightByte) {
        synchronized (findings) {
            chunksDifferent++;
            places.add(new Range(offset, end - offset));
            if (first == null || offset < first.offset()) {
                first = new Comparison.BytesDiffer(offset, leftByte, rightByte, 0, 0, List.of());
            }
        }
    }
}
