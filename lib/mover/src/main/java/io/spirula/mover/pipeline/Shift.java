package io.spirula.mover.pipeline;

import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.util.function.Supplier;

/** Runs a crew under the eyes of whoever ordered the work: stops it when unwanted or stuck, tells how far it is. */
public final class Shift {

    private static final Duration TICK = Duration.ofMillis(100);

    private final MoverLimits limits;
    private final MoveContext context;
    private final Pulse pulse;

    public Shift(MoverLimits limits, MoveContext context, Pulse pulse) {
        this.limits = limits;
        this.context = context;
        this.pulse = pulse;
    }

    /**
     * Blocks until the crew is done.
     *
     * @throws MoveFailedException if Ceph refused something, nothing moved for too long, or the work is not wanted
     */
    public void run(Crew crew, Supplier<MoveProgress> progress) {
        run(crew, () -> {}, progress);
    }

    /**
     * The same with something else to be done meanwhile.
     *
     * @param beside called every so often, and once at the end; the crew does not wait for it
     */
    public void run(Crew crew, Runnable beside, Supplier<MoveProgress> progress) {
        var watch = new Watch(pulse.count(), System.nanoTime());
        try {
            crew.work(
                    () -> {
                        if (!context.stillWanted()) {
                            throw MoveFailedException.cancelled();
                        }
                        watch.check();
                        beside.run();
                        context.progressed(progress.get());
                    },
                    TICK,
                    limits.noProgress());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MoveFailedException.cancelled();
        } catch (RbdException e) {
            throw MoveFailedException.ceph(e);
        }
    }

    private final class Watch {

        private long beats;
        private long since;

        Watch(long beats, long since) {
            this.beats = beats;
            this.since = since;
        }

        void check() {
            long now = System.nanoTime();
            if (pulse.count() != beats) {
                beats = pulse.count();
                since = now;
            } else if (now - since > limits.noProgress().toNanos()) {
                throw MoveFailedException.noProgress("no operation ended for " + limits.noProgress()
                        + ": check that the OSDs of both clusters are up and reachable");
            }
        }
    }
}
