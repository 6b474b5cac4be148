package io.spirula.mover.move;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.WritesInFlight;
import io.spirula.mover.move.WriteJob.Part;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Pulse;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes jobs to the target, many operations at a time. */
final class WriteStage implements Crew.Task {

    private final Supplier<TargetQueue> target;
    private final BufferPool buffers;
    private final Channel<WriteJob> in;
    private final Ends ends;
    private final MoveContext context;
    private final Pulse pulse;
    private final WritesInFlight.Share inFlight;
    private final AtomicLong written = new AtomicLong();

    /**
     * @param target opened when it runs
     * @param ends hears of the chunks that the target has for good
     */
    WriteStage(
            Supplier<TargetQueue> target,
            BufferPool buffers,
            Channel<WriteJob> in,
            Ends ends,
            MoveContext context,
            Pulse pulse,
            WritesInFlight.Share inFlight) {
        this.target = target;
        this.buffers = buffers;
        this.in = in;
        this.ends = ends;
        this.context = context;
        this.pulse = pulse;
        this.inFlight = inFlight;
    }

    long written() {
        return written.get();
    }

    @Override
    public void run() throws InterruptedException {
        try (inFlight;
                TargetQueue queue = target.get()) {
            WriteJob job = null;
            while (true) {
                job = fill(queue, job);
                if (queue.inFlight() == 0) {
                    ends.allEnded();
                    return;
                }
                finish(queue.take());
            }
        }
    }

    private @Nullable WriteJob fill(TargetQueue queue, @Nullable WriteJob left) throws InterruptedException {
        WriteJob job = left;
        while (!queue.isFull()) {
            if (job == null) {
                job = queue.inFlight() == 0 ? in.take() : in.poll();
                if (job == null) {
                    return null;
                }
                job.cut(queue);
            }
            if (!context.stillWanted()) {
                throw MoveFailedException.cancelled();
            }
            submit(queue, job.next());
            if (!job.hasNext()) {
                job = null;
            }
        }
        return job;
    }

    private void submit(TargetQueue queue, Part part) {
        queue.submit(part);
        inFlight.submitted(part.changes().size());
    }

    private void finish(Part part) throws InterruptedException {
        inFlight.ended(part.changes().size());
        part.changes().forEach(this::count);
        pulse.beat();
        if (part.job().ended()) {
            buffers.release(part.job().data());
            ends.ended(part.job().chunks());
        }
    }

    private void count(Change change) {
        if (change.data() != null) {
            written.addAndGet(change.range().length());
        }
    }
}
