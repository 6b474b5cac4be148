package io.spirula.mover.move;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.WritesInFlight;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.ZeroRuns.Run;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.RbdImage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes jobs to the target, many runs at a time. */
final class WriteStage implements Crew.Task {

    private final RbdImage target;
    private final int depth;
    private final BufferPool buffers;
    private final Channel<WriteJob> in;
    private final MoveContext context;
    private final Pulse pulse;
    private final WritesInFlight.Share inFlight;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong zeroed = new AtomicLong();

    private record Piece(WriteJob job, Run run) {}

    WriteStage(
            RbdImage target,
            int depth,
            BufferPool buffers,
            Channel<WriteJob> in,
            MoveContext context,
            Pulse pulse,
            WritesInFlight.Share inFlight) {
        this.target = target;
        this.depth = depth;
        this.buffers = buffers;
        this.in = in;
        this.context = context;
        this.pulse = pulse;
        this.inFlight = inFlight;
    }

    long written() {
        return written.get();
    }

    long zeroed() {
        return zeroed.get();
    }

    @Override
    public void run() throws InterruptedException {
        try (inFlight;
                AioQueue<Piece> queue = target.openAioQueue(depth)) {
            WriteJob job = null;
            while (true) {
                job = fill(queue, job);
                if (queue.inFlight() == 0) {
                    return;
                }
                finish(queue.take());
            }
        }
    }

    private @Nullable WriteJob fill(AioQueue<Piece> queue, @Nullable WriteJob left) throws InterruptedException {
        WriteJob job = left;
        while (!queue.isFull()) {
            if (job == null) {
                job = queue.inFlight() == 0 ? in.take() : in.poll();
            }
            if (job == null) {
                return null;
            }
            if (!context.stillWanted()) {
                throw MoveFailedException.cancelled();
            }
            submit(queue, new Piece(job, job.next()));
            if (!job.hasNext()) {
                job = null;
            }
        }
        return job;
    }

    private void submit(AioQueue<Piece> queue, Piece piece) {
        Range range = piece.run().range();
        if (piece.run().zero()) {
            queue.submitWriteZeroes(range.offset(), range.length(), piece);
        } else {
            queue.submitWrite(range.offset(), piece.job().bytes(piece.run()), piece);
        }
        inFlight.submitted();
    }

    private void finish(AioResult<Piece> result) {
        inFlight.ended();
        Run run = result.tag().run();
        WriteJob job = ReadStage.whole(result, run.range()).job();
        (run.zero() ? zeroed : written).addAndGet(run.range().length());
        pulse.beat();
        if (job.ended()) {
            buffers.release(job.data());
        }
    }
}
