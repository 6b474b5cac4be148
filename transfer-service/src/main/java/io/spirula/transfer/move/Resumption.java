package io.spirula.transfer.move;

import io.spirula.contracts.event.Reason;
import io.spirula.mover.Base;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.plan.MoveIdentity;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.transfer.checkpoint.Checkpoint;
import io.spirula.transfer.checkpoint.Checkpoints;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with a move where another attempt ended, for one attempt. What that attempt wrote is believed only where HEAD holds
 * nothing else beyond the move, and is proven by the read-back in any case; otherwise the move begins again.
 */
final class Resumption {

    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private final Attempt attempt;
    private final TrackedCopy copy;
    private final SourceSide source;
    private final Supervision supervision;
    private final MoveTools tools;
    private final Checkpoints checkpoints;

    Resumption(Attempt attempt, TrackedCopy copy, SourceSide source, Supervision supervision) {
        this.attempt = attempt;
        this.copy = copy;
        this.source = source;
        this.supervision = supervision;
        this.tools = attempt.tools();
        this.checkpoints = tools.checkpoints();
    }

    /**
     * What earlier attempts did for good; to be closed.
     *
     * @param replica whose former writers can write no more
     * @return empty if the move cannot be gone on with: its checkpoint is dropped
     */
    Optional<DoneParts> takeUp(OpenReplica replica, @Nullable Base base) {
        if (replica.strangerWithLock() != null) {
            drop(replica.replica(), "client " + replica.strangerWithLock() + " holds the lock of its replica");
            return Optional.empty();
        }
        Checkpoint checkpoint = checkpoints.find(replica.replica().id()).orElse(null);
        if (checkpoint == null || !checkpoint.copy().equals(copy.id())) {
            drop(replica.replica(), "what it has done is not recorded any more");
            return Optional.empty();
        }
        DoneParts done = read(checkpoint, replica.replica());
        if (done == null) {
            return Optional.empty();
        }
        try {
            replica.head().lookAt(replica.image().header().version());
            Comparison found = tools.head().beyondMove(source.image(), replica.image(), base, supervision);
            if (found instanceof Comparison.Equal) {
                tellResumed(checkpoint, done);
                return Optional.of(done);
            }
            done.close();
            drop(replica.replica(), "HEAD of its replica was changed by somebody else: " + found.evidence());
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            done.close();
            throw e;
        }
    }

    /**
     * All that was moved for a copy whose snapshot its replica has already; to be closed.
     *
     * @return empty where that is not known for certain
     */
    Optional<DoneParts> moved(OpenReplica replica, @Nullable Base base) {
        Optional<Checkpoint> checkpoint = checkpoints
                .find(replica.replica().id())
                .filter(found -> found.moved() && found.copy().equals(copy.id()))
                .filter(found ->
                        found.move().differenceFrom(identity(replica, base)).isEmpty());
        try {
            return checkpoint.map(checkpoints::read);
        } catch (IllegalArgumentException e) {
            LOG.warn("copy={} what was moved is not known any more: {}", copy.id(), e.getMessage());
            return Optional.empty();
        }
    }

    private @Nullable DoneParts read(Checkpoint checkpoint, Replica replica) {
        try {
            return checkpoints.read(checkpoint);
        } catch (IllegalArgumentException e) {
            drop(replica, "what is recorded of it makes no sense: " + e.getMessage());
            return null;
        }
    }

    private void tellResumed(Checkpoint checkpoint, DoneParts done) {
        Reason what = new Reason(
                "MOVE_RESUMED",
                "goes on where attempt " + checkpoint.attempt() + " ended: " + done.bytes()
                        + " bytes of the difference in " + done.chunks() + " chunks are done, " + done.written()
                        + " bytes of data were written for them");
        LOG.info("copy={} code={} {}", copy.id(), what.code(), what.text());
        tell(what);
    }

    /** Before HEAD becomes something else than what a checkpoint says, if there is one. */
    void forget(Replica replica, String why) {
        if (checkpoints.find(replica.id()).isPresent()) {
            drop(replica, why);
        }
    }

    /** The move begins again. */
    void drop(Replica replica, String why) {
        Reason what = new Reason("MOVE_NOT_RESUMED", "a move that was begun is not gone on with: " + why);
        LOG.warn("copy={} code={} {}", copy.id(), what.code(), what.text());
        attempt.turn().runInTransaction(() -> checkpoints.drop(replica.id()));
        tell(what);
    }

    private void tell(Reason what) {
        attempt.turn().runInTransaction(() -> tools.transitions().apply(copy.id(), now -> now.noted(what, null)));
    }

    /** Within the transaction that records what is going to be moved. */
    void begin(OpenReplica open, @Nullable Base base, DoneParts done) {
        Replica replica = open.replica();
        long number = attempt.turn().attempt();
        if (done.isEmpty()) {
            checkpoints.begin(replica.id(), copy.id(), number, identity(open, base));
        } else {
            checkpoints.takenOver(replica.id(), number);
        }
    }

    private MoveIdentity identity(OpenReplica open, @Nullable Base base) {
        Replica replica = open.replica();
        return new MoveIdentity(
                new ReplicaIdentity(replica.lineage(), replica.source(), replica.epoch()),
                open.image().id(),
                copy.told().sourceSnapshotId(),
                base,
                copy.told().size(),
                MoveIdentity.FORMAT);
    }

    /** Bytes of data that were written for this copy, as far as that is kept. */
    Optional<Long> written(Replica replica) {
        return checkpoints
                .find(replica.id())
                .filter(checkpoint -> checkpoint.copy().equals(copy.id()))
                .map(Checkpoint::written);
    }
}
