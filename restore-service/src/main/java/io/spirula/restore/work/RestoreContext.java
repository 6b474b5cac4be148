package io.spirula.restore.work;

import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.restore.command.Restore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Ends a move at its deadline or with its turn, and tells now and then how far it is. Thread-safe. */
final class RestoreContext implements MoveContext {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Restore restore;
    private final WorkTurn turn;
    private final EphemeralPublisher publisher;
    private final Clock clock;
    private final AtomicLong toldMillis = new AtomicLong();

    RestoreContext(Restore restore, WorkTurn turn, EphemeralPublisher publisher, Clock clock) {
        this.restore = restore;
        this.turn = turn;
        this.publisher = publisher;
        this.clock = clock;
    }

    boolean isLate() {
        return !clock.instant().isBefore(restore.request().deadline());
    }

    @Override
    public boolean stillWanted() {
        return !turn.shouldStop() && !isLate();
    }

    @Override
    public void progressed(MoveProgress progress) {
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
        Instant now = clock.instant();
        long last = toldMillis.get();
        if (now.toEpochMilli() - last >= INTERVAL.toMillis() && toldMillis.compareAndSet(last, now.toEpochMilli())) {
            publisher.publish(new RestoreProgressed(
                    restore.id(), restore.request().lineage(), phase, bytesDone, bytesTotal, null, now));
        }
    }
}
