package io.spirula.mover.digest;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Traffic;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Shift;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Reads all that open images hold, each set to a snapshot or to a HEAD that nobody writes to. Memory is bounded by the
 * limits. Thread-safe; the images must not have open asynchronous I/O.
 */
public final class ImageDigests {

    private static final int CHANNEL = 4096;

    private final MoverLimits limits;

    public ImageDigests(MoverLimits limits) {
        this.limits = limits;
    }

    /**
     * Of all of an image.
     *
     * @throws io.spirula.mover.MoveFailedException if it could not be read
     */
    public PointDigest of(RbdImage image, MoveContext context) {
        return from(image, 0, MoveProgress.Phase.VERIFY, context);
    }

    /**
     * Of what an image holds from some byte on.
     *
     * @param from a multiple of {@link PointDigest#BLOCK}
     * @param phase what it is a part of
     * @throws io.spirula.mover.MoveFailedException if it could not be read
     */
    public PointDigest from(RbdImage image, long from, MoveProgress.Phase phase, MoveContext context) {
        Pulse pulse = new Pulse();
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Channel<Window> windows = new Channel<>(CHANNEL, limits.diffThreads());
        Channel<Filled<Window>> filled = new Channel<>(CHANNEL, 1);
        DiffStage<Window> diff = new DiffStage<>(
                List.of(new DiffStage.Side(image, null)),
                new EveryPart(from, image.size(), image.info().stripePeriod(), limits.diffThreads()),
                written -> {},
                limits.diffThreads(),
                Window::group,
                windows,
                pulse);
        DigestSum sum = new DigestSum();
        AtomicLong read = new AtomicLong();
        Crew crew = new Crew("digest-" + image.id().image());
        for (int i = 0; i < limits.diffThreads(); i++) {
            crew.add("diff", diff::run);
        }
        crew.add(
                "read",
                new ReadStage<>(
                        image,
                        limits.depth(),
                        buffers,
                        windows,
                        Function.identity(),
                        filled,
                        pulse,
                        context.throttle(Traffic.AT_TARGET)));
        for (int i = 0; i < limits.hashThreads(); i++) {
            crew.add("hash", () -> {
                for (var window = filled.take(); window != null; window = filled.take()) {
                    sum.add(of(window));
                    read.addAndGet(window.window().bytes());
                    buffers.release(window.data());
                }
            });
        }
        new Shift(limits, context, pulse)
                .run(crew, () -> MoveProgress.found(phase, read.get(), diff.finished(), diff.covered()));
        return sum.value();
    }

    private static PointDigest of(Filled<Window> window) {
        PointDigest sum = PointDigest.ZERO;
        for (int i = 0; i < window.parts().size(); i++) {
            long offset = window.window().chunks().get(i).offset();
            sum = sum.plus(PointDigest.of(offset, window.parts().get(i)));
        }
        return sum;
    }
}
