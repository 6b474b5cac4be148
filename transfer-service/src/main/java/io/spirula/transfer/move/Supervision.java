package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.Throttle;
import io.spirula.mover.Traffic;
import io.spirula.transfer.backoff.Rest;
import io.spirula.transfer.bandwidth.MoveBandwidth;
import io.spirula.transfer.checkpoint.Checkpoints;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Watches over one move: ends it when its attempt is not the newest any more, the process shuts down or somebody gave the
 * copy up, and tells how far it is. Used by several threads.
 */
final class Supervision implements MoveContext, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;
    private static final long TELL_EVERY_NANOS = 500_000_000L;

    private final WorkTurn turn;
    private final MoveTools tools;
    private final TrackedCopy copy;
    private final CopyStore copies;
    private final Checkpoints checkpoints;
    private final ProgressTeller teller;
    private final MoveBandwidth bandwidth;
    private final Rest rest;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private final AtomicLong told = new AtomicLong(System.nanoTime() - TELL_EVERY_NANOS);
    private final Speed speed = new Speed();
    private final AtomicLong atStake = new AtomicLong();
    private volatile @Nullable UUID replica;
    private volatile boolean givenUp;

    Supervision(WorkTurn turn, TrackedCopy copy, MoveTools tools) {
        this.turn = turn;
        this.tools = tools;
        this.copy = copy;
        this.copies = tools.copies();
        this.checkpoints = tools.checkpoints();
        this.teller = tools.progress();
        Copy told = copy.told();
        this.bandwidth = tools.bandwidth()
                .of(told.policy(), told.ref().cluster(), told.target().cluster());
        this.rest = new Rest(tools.backOff(), told, copy.deadline(), tools.clock());
    }

    @Override
    public boolean stillWanted() {
        if (passes(looked, LOOK_EVERY_NANOS)) {
            look();
        }
        return !givenUp && !turn.shouldStop();
    }

    /** Bytes that were written to the target and are part of no point yet. */
    long bytesAtStake() {
        return atStake.get();
    }

    /** What was moved became a point. */
    void committed() {
        atStake.set(0);
    }

    @Override
    public Throttle throttle(Traffic traffic) {
        return rest.before(bandwidth.throttle(traffic));
    }

    @Override
    public void progressed(MoveProgress progress) {
        if (passes(told, TELL_EVERY_NANOS)) {
            teller.tell(copy.told(), progress, measured(progress));
        }
    }

    @Override
    public void wrote(long bytes) {
        atStake.addAndGet(bytes);
    }

    /** Part of what is written is kept for the next attempt, should this one fail. */
    void kept(long bytes) {
        atStake.addAndGet(-bytes);
    }

    /** The replica of this move; null before that is decided. */
    void into(UUID generation) {
        replica = generation;
        rest.look();
        if (rest.why().isPresent()) {
            tellRest();
        }
    }

    @Override
    public void digestLost(RuntimeException why) {
        LOG.warn(
                "copy={} has no digest: what the replica held at its base could not be read ({}); check the target's health",
                copy.id(),
                why.getMessage());
    }

    @Override
    public void disturbed() {
        LOG.info(
                "copy={} code=REPLICA_HEADER_CHANGED somebody else resized the replica, cloned it or set metadata while it"
                        + " was moved: what it differs in beyond the move is compared, too",
                copy.id());
    }

    @Override
    public void leftOut(long base, long offset) {
        new MapDoubt(turn, tools, copy)
                .raise(base, "the object maps named no change at offset " + offset + ", where the source has changed");
    }

    @Override
    public void undoing() {
        UUID generation = replica;
        if (generation != null) {
            turn.runInTransaction(() -> checkpoints.drop(generation));
        }
    }

    /** A database that does not answer ends no move: nothing is recorded as done without it anyway. */
    private void look() {
        try {
            givenUp =
                    copies.find(copy.id()).filter(now -> now.givenUp() != null).isPresent();
            bandwidth.refresh();
            if (rest.look()) {
                tellRest();
            }
        } catch (DataAccessException e) {
            LOG.warn("copy={} could not be looked up during its move: {}", copy.id(), e.getMessage());
        }
    }

    private void tellRest() {
        Reason why = rest.why().orElse(null);
        LOG.info("copy={} {}", copy.id(), why == null ? "goes on after a rest" : "rests: " + why.text());
        try {
            turn.runInTransaction(() ->
                    tools.transitions().apply(copy.id(), now -> now.state().terminal() ? now : now.noted(why, null)));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("copy={} what it rests for could not be told: {}", copy.id(), e.getMessage());
        }
    }

    /** The move ended. */
    @Override
    public void close() {
        bandwidth.close();
    }

    private @Nullable Long measured(MoveProgress progress) {
        synchronized (speed) {
            return speed.measured(progress, System.nanoTime());
        }
    }

    private static boolean passes(AtomicLong last, long interval) {
        long before = last.get();
        long now = System.nanoTime();
        return now - before >= interval && last.compareAndSet(before, now);
    }
}
