package io.spirula.restore.work;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.Restores;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Ends a move at its deadline, with its turn or when it was cancelled, and tells now and then how far it is. Thread-safe. */
final class RestoreContext implements MoveContext {

    private static final Logger log = LoggerFactory.getLogger(RestoreContext.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Restore restore;
    private final WorkTurn turn;
    private final Restores restores;
    private final EphemeralPublisher publisher;
    private final Clock clock;
    private final AtomicLong toldMillis = new AtomicLong();
    private final AtomicLong lookedMillis = new AtomicLong();
    private final Headway headway = new Headway();
    private volatile Optional<Reason> cancellation = Optional.empty();

    RestoreContext(Restore restore, WorkTurn turn, Restores restores, EphemeralPublisher publisher, Clock clock) {
        this.restore = restore;
        this.turn = turn;
        this.restores = restores;
        this.publisher = publisher;
        this.clock = clock;
    }

    boolean isLate() {
        return !clock.instant().isBefore(restore.request().deadline());
    }

    /** That somebody wants the restore given up, as far as this move has noticed. */
    Optional<Reason> cancellation() {
        return cancellation;
    }

    /** For how long it got on. */
    Duration headway() {
        return headway.length();
    }

    @Override
    public boolean stillWanted() {
        if (passes(lookedMillis)) {
            look();
        }
        return !turn.shouldStop() && !isLate() && cancellation.isEmpty();
    }

    /** A database that does not answer ends no move: nothing is recorded as done without it anyway. */
    private void look() {
        try {
            cancellation = restores.find(restore.id()).flatMap(Restore::cancellation);
        } catch (DataAccessException e) {
            log.warn("restore {} could not be looked up while its image is made: {}", restore.id(), e.getMessage());
        }
    }

    @Override
    public void progressed(MoveProgress progress) {
        headway.seen(progress, clock.instant());
        tell(
                progress.phase() == MoveProgress.Phase.VERIFY ? "verify" : "copy",
                progress.bytesDone(),
                progress.bytesTotal());
    }

    void flattened(long done, long total) {
        long size = restore.request().size();
        tell("flatten", total == 0 ? size : (long) ((double) done / total * size), size);
    }

    private void tell(String phase, long bytesDone, @Nullable Long bytesTotal) {
        if (passes(toldMillis)) {
            publisher.publish(new RestoreProgressed(
                    restore.id(), restore.request().lineage(), phase, bytesDone, bytesTotal, null, clock.instant()));
        }
    }

    private boolean passes(AtomicLong lastMillis) {
        long before = lastMillis.get();
        long now = clock.millis();
        return Math.abs(now - before) >= INTERVAL.toMillis() && lastMillis.compareAndSet(before, now);
    }
}
