package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.Throttle;
import io.spirula.mover.Traffic;
import io.spirula.transfer.bandwidth.MoveBandwidth;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Ends a comparison as soon as its route has a copy to make, or the turn is over, and keeps it to the limits that moves
 * have. Used by several threads.
 */
final class AuditWatch implements MoveContext, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditWatch.class);
    private static final long LOOK_EVERY_NANOS = 500_000_000L;

    private final WorkTurn turn;
    private final Route route;
    private final CopyStore copies;
    private final Clock clock;
    private final MoveBandwidth bandwidth;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile boolean overtaken;

    AuditWatch(WorkTurn turn, TrackedCopy copy, MoveTools tools) {
        this.turn = turn;
        this.route = copy.route();
        this.copies = tools.copies();
        this.clock = tools.clock();
        Copy told = copy.told();
        this.bandwidth = tools.bandwidth()
                .of(told.policy(), told.ref().cluster(), told.target().cluster());
    }

    @Override
    public Throttle throttle(Traffic traffic) {
        return bandwidth.throttle(traffic);
    }

    @Override
    public boolean stillWanted() {
        long before = looked.get();
        long now = System.nanoTime();
        if (now - before >= LOOK_EVERY_NANOS && looked.compareAndSet(before, now)) {
            look();
        }
        return !overtaken && !turn.shouldStop();
    }

    /** A database that does not answer ends no comparison: nothing is recorded without it anyway. */
    private void look() {
        try {
            bandwidth.refresh();
            overtaken = copies.oldestOpen(route)
                    .filter(copy -> copy.isDue(clock.instant()))
                    .isPresent();
        } catch (DataAccessException e) {
            LOG.warn("route={} could not be looked up during its audit: {}", route.id(), e.getMessage());
        }
    }

    @Override
    public void progressed(MoveProgress progress) {}

    @Override
    public void close() {
        bandwidth.close();
    }
}
