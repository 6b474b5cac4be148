package io.spirula.transfer.move;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.CopyTransitions;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of copies that are recorded and not on the target any more, for one attempt. While it is still to be read what this
 * service did itself, nothing is lost.
 */
final class LostCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LostCopies.class);

    private final Attempt attempt;
    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final CopyTransitions transitions;
    private final CatchUp catchUp;

    LostCopies(Attempt attempt) {
        this.attempt = attempt;
        this.replicas = attempt.tools().replicas();
        this.copies = attempt.tools().copies();
        this.transitions = attempt.tools().transitions();
        this.catchUp = attempt.tools().catchUp();
    }

    /**
     * The whole image is gone.
     *
     * @throws MoveConflictException while that is not certain to be a loss
     */
    void withImage(Replica gone) {
        end(
                gone,
                new Reason(
                        "REPLICA_GONE",
                        "the target has no image " + gone.image() + " (" + RbdNames.printable(gone.name())
                                + ") any more: somebody removed it"));
    }

    /** The whole image is on its way out. */
    void toTheTrash(Replica trashed) {
        end(
                trashed,
                new Reason(
                        "REPLICA_IN_TRASH",
                        "somebody moved image " + trashed.image() + " (" + RbdNames.printable(trashed.name())
                                + ") to the trash of the target: to have its points back, restore it from there under"
                                + " another name and adopt its pool"));
    }

    private void end(Replica gone, Reason why) {
        attempt.turn().runInTransaction(() -> {
            if (!catchUp.isComplete()) {
                throw MoveConflictException.passing(
                        "NOT_CAUGHT_UP",
                        why.text() + "; or transfer-service did, and has not yet read that it told so: see its health");
            }
            tell(on(gone), why);
            replicas.become(gone.id(), ReplicaState.GONE);
        });
    }

    /** The image is there, but perhaps not all of its snapshots. */
    void among(OpenReplica open) {
        Set<Long> there = open.image().snapshots().list().stream()
                .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                .map(Snapshot::id)
                .collect(Collectors.toSet());
        List<TrackedCopy> lost = on(open.replica()).stream()
                .filter(copy -> !copy.removing())
                .filter(copy -> !there.contains(snapshotOf(copy)))
                .toList();
        if (lost.isEmpty()) {
            return;
        }
        String replica = RbdNames.printable(open.image().name());
        attempt.turn().runInTransaction(() -> {
            if (catchUp.isComplete()) {
                lost.forEach(copy -> tell(
                        List.of(copy),
                        new Reason(
                                "COPY_LOST",
                                "replica " + replica + " has no snapshot "
                                        + copy.told().snapshot() + " any more: somebody removed it")));
            }
        });
    }

    private List<TrackedCopy> on(Replica replica) {
        return copies.ofRoute(new Route(replica.lineage(), replica.targetKey())).stream()
                .filter(LostCopies::isThere)
                .filter(copy -> replica.id().equals(copy.replica()))
                .toList();
    }

    private void tell(List<TrackedCopy> lost, Reason why) {
        for (TrackedCopy copy : lost) {
            LOG.warn("copy={} code={} {}", copy.id(), why.code(), why.text());
            transitions.apply(copy.id(), now -> isThere(now) ? now.lost(why) : now);
        }
    }

    private static boolean isThere(TrackedCopy copy) {
        return copy.state() == CopyState.COMPLETE || copy.state() == CopyState.QUARANTINED;
    }

    private static long snapshotOf(TrackedCopy copy) {
        ReplicaPoint place = copy.told().replica();
        if (place == null) {
            throw new IllegalStateException("copy " + copy.id() + " is complete but nowhere");
        }
        return place.snapshotId();
    }
}
