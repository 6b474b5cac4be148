package io.spirula.transfer.move;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.replica.CompletionMark;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Points that a replica calls complete and whose copies were given up before that was recorded: whoever made them died in
 * between, or the database was away. They are recorded as what they are. A mark counts for the very snapshot that it names,
 * of a copy that this very generation was being given; anything else is for an adoption to judge.
 */
final class UnrecordedPoints {

    private static final Logger LOG = LoggerFactory.getLogger(UnrecordedPoints.class);

    private final Attempt attempt;
    private final MoveTools tools;
    private final CopyStore copies;

    UnrecordedPoints(Attempt attempt) {
        this.attempt = attempt;
        this.tools = attempt.tools();
        this.copies = tools.copies();
    }

    /**
     * Records those of a replica. While it is still to be read what was told before, there are none.
     *
     * @return whether there were any
     */
    boolean record(OpenReplica open) {
        ReplicaDescription said = ReplicaMetadata.read(open.image().metadata());
        boolean found = false;
        for (Snapshot snapshot : open.image().snapshots().list()) {
            PointRecord claim = said.points().get(snapshot.name());
            CompletionMark mark = said.complete().get(snapshot.name());
            if (claim != null && mark != null && isMeant(mark, snapshot)) {
                found |= record(
                        open, snapshot, CopyId.of(claim.point(), open.replica().targetKey()), new Claim(claim, mark));
            }
        }
        return found;
    }

    private static boolean isMeant(CompletionMark mark, Snapshot snapshot) {
        return snapshot.kind() == SnapshotKind.USER && mark.snapshotId() == snapshot.id();
    }

    /** What the replica says of one of its snapshots. */
    private record Claim(PointRecord record, CompletionMark mark) {}

    private boolean record(OpenReplica open, Snapshot snapshot, CopyId id, Claim claim) {
        Replica replica = open.replica();
        if (copies.find(id).filter(copy -> isMissing(copy, replica, snapshot)).isEmpty()) {
            return false;
        }
        String name = open.image().name();
        return attempt.turn().runInTransaction(() -> {
            Optional<TrackedCopy> missing = copies.lock(id)
                    .filter(copy -> isMissing(copy, replica, snapshot)
                            && tools.catchUp().isComplete());
            missing.ifPresent(copy -> take(copy, open, name, claim));
            return missing.isPresent();
        });
    }

    private static boolean isMissing(TrackedCopy copy, Replica replica, Snapshot snapshot) {
        return copy.state() == CopyState.FAILED
                && replica.id().equals(copy.replica())
                && copy.told().snapshot().equals(snapshot.name())
                && copy.told().size() == snapshot.size();
    }

    private void take(TrackedCopy copy, OpenReplica open, String name, Claim claim) {
        CompletionMark mark = claim.mark();
        Replica replica = open.replica();
        ImageRef ref = new ImageRef(
                replica.cluster(), open.pool().poolName(), open.pool().namespace(), name);
        ReplicaPoint place = new ReplicaPoint(open.image().id(), ref, replica.epoch(), mark.snapshotId());
        LOG.warn("copy={} was given up, but replica {} has it, proven: it is a point", copy.id(), replica.id());
        tools.replicas().named(replica.id(), name);
        if (replica.state() == ReplicaState.BUILDING) {
            settle(replica);
        }
        tools.transitions()
                .adopt(copy.foundAgain(
                        place,
                        mark.assurance(),
                        claim.record().knownDigest(),
                        replica.id(),
                        tools.clock().instant()));
        tools.routes().requestTidy(copy.route());
    }

    /** A newer generation may have been taken up since this one was begun. */
    private void settle(Replica building) {
        boolean overtaken = tools.replicas().present(building.lineage(), building.targetKey()).stream()
                .anyMatch(other -> other.state() == ReplicaState.CURRENT && other.epoch() > building.epoch());
        if (overtaken) {
            tools.replicas().become(building.id(), ReplicaState.RETIRED);
        } else {
            tools.replicas().promote(building);
        }
    }
}
