package io.spirula.mover.move;

import io.spirula.mover.MoverLimits;
import io.spirula.mover.Throttle;
import io.spirula.mover.dirty.WrittenSample;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A move that looks for what differs, and reads it, by itself. */
final class OwnReads implements Windows {

    private static final int CHANNEL = 4096;

    private final int threads;
    private final WrittenSample written = new WrittenSample();
    private final DiffStage<Window> diff;
    private final ReadStage<Window> read;

    /**
     * @param left what of chunks has to be read
     */
    OwnReads(
            RbdImage source,
            List<DiffStage.Side> sides,
            Parts parts,
            MapWitness witness,
            UnaryOperator<List<Range>> left,
            MoverLimits limits,
            Filling filling,
            Throttle throttle) {
        this.threads = limits.diffThreads();
        Channel<Window> windows = new Channel<>(CHANNEL, threads);
        this.diff = new DiffStage<>(
                sides,
                parts,
                written.andThen(witness),
                threads,
                chunks -> Window.group(left.apply(chunks)),
                windows,
                filling.pulse());
        this.read = new ReadStage<>(
                source,
                limits.depth(),
                filling.buffers(),
                windows,
                Function.identity(),
                filling.filled(),
                filling.pulse(),
                throttle);
    }

    @Override
    public void join(Crew crew) {
        join(crew, task -> task);
    }

    /**
     * @param when wraps each thread's task
     */
    void join(Crew crew, UnaryOperator<Crew.Task> when) {
        for (int i = 0; i < threads; i++) {
            crew.add("diff", when.apply(diff::run));
        }
        crew.add("read", when.apply(read));
    }

    @Override
    public long covered() {
        return diff.covered();
    }

    @Override
    public boolean finished() {
        return diff.finished();
    }

    @Override
    public List<Long> written() {
        return written.offsets();
    }
}
