package io.spirula.transfer.move;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What copies left on a replica that were given up between their commit and their record.
 *
 * <p>Records may be older than the replica, as after a restored database, and then call failed what was complete. So only
 * what this very generation was being given, and what the replica itself does not call complete, is a leftover; anything
 * else may be a point and stays.
 */
final class Leftovers {

    private final CopyStore copies;

    Leftovers(CopyStore copies) {
        this.copies = copies;
    }

    /** The claims of points that are none; some have no snapshot. */
    List<PointRecord> of(Replica replica, RbdImage image) {
        ReplicaDescription description = ReplicaMetadata.read(image.metadata());
        Map<String, Snapshot> snapshots =
                image.snapshots().list().stream().collect(Collectors.toMap(Snapshot::name, Function.identity()));
        Set<Long> held = held(replica);
        return description.points().values().stream()
                .filter(claim -> !description.complete().containsKey(claim.snapshot()))
                .filter(claim -> mayGo(snapshots.get(claim.snapshot()), held))
                .filter(claim -> wasGivenUp(claim, replica))
                .toList();
    }

    /** Removes them. The image must be locked. */
    void remove(OpenReplica open, List<PointRecord> leftovers) {
        for (PointRecord leftover : leftovers) {
            open.head().through(open.image(), () -> remove(open.image(), leftover));
        }
    }

    private static void remove(RbdImage image, PointRecord leftover) {
        image.snapshots()
                .find(leftover.snapshot())
                .ifPresent(snapshot -> image.snapshots().remove(snapshot.id()));
        ReplicaMetadata.removePoint(image.metadata(), leftover.snapshot());
    }

    private static boolean mayGo(@Nullable Snapshot snapshot, Set<Long> held) {
        return snapshot == null || (snapshot.kind() == SnapshotKind.USER && !held.contains(snapshot.id()));
    }

    private boolean wasGivenUp(PointRecord claim, Replica replica) {
        return copies.find(CopyId.of(claim.point(), replica.targetKey()))
                .filter(copy -> copy.state() == CopyState.FAILED)
                .filter(copy -> replica.id().equals(copy.replica()))
                .filter(copy -> copy.told().snapshot().equals(claim.snapshot()))
                .isPresent();
    }

    private Set<Long> held(Replica replica) {
        return copies.ofRoute(new Route(replica.lineage(), replica.targetKey())).stream()
                .filter(copy -> replica.id().equals(copy.replica()))
                .map(TrackedCopy::told)
                .map(copy -> copy.replica())
                .filter(Objects::nonNull)
                .map(ReplicaPoint::snapshotId)
                .collect(Collectors.toSet());
    }
}
