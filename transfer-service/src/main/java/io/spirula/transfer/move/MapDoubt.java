package io.spirula.transfer.move;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.dirty.Trust.Code;
import io.spirula.mover.dirty.TrustRules;
import io.spirula.transfer.copy.TrackedCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one copy of an image finds that speaks against the object maps of its source. */
record MapDoubt(WorkTurn turn, MoveTools tools, TrackedCopy copy) {

    private static final Logger LOG = LoggerFactory.getLogger(MapDoubt.class);

    /** How copies on this route may find what has changed. */
    DiffMode agreed() {
        return TrustRules.agreed(
                tools.clusters().diff(copy.told().ref().cluster()),
                copy.settings().diff());
    }

    /**
     * Has the maps distrusted where any copy on this route may go by them, also if this one did not: the next one would not
     * see what this one has seen.
     *
     * @param base the source snapshot that it started from; {@link MapDistrust#UNKNOWN_BASE} without one
     */
    void raise(long base, String why) {
        if (agreed() == DiffMode.FAST) {
            turn.runInTransaction(() -> new MapDistrust(tools).impose(copy.told(), base, why));
            LOG.error(
                    "copy={} code={} image={} {}",
                    copy.id(),
                    Code.MAPS_DISTRUSTED,
                    copy.told().source(),
                    why);
        }
    }
}
