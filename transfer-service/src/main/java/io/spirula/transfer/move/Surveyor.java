package io.spirula.transfer.move;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.plan.HeadState;
import io.spirula.mover.plan.KnownPoint;
import io.spirula.mover.plan.MoveIdentity;
import io.spirula.mover.plan.ReplicaFacts;
import io.spirula.mover.plan.SnapshotFact;
import io.spirula.mover.plan.TargetFacts;
import io.spirula.mover.plan.UnfinishedGeneration;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.Watcher;
import io.spirula.transfer.checkpoint.Checkpoint;
import io.spirula.transfer.checkpoint.Checkpoints;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at the target before a move: what is recorded, and what of it is there. */
final class Surveyor {

    private final TargetSession session;
    private final Naming naming;
    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final Checkpoints checkpoints;
    private final LostCopies lost;

    Surveyor(Attempt attempt) {
        this.session = attempt.session();
        this.naming = new Naming(attempt);
        this.replicas = attempt.tools().replicas();
        this.copies = attempt.tools().copies();
        this.checkpoints = attempt.tools().checkpoints();
        this.lost = new LostCopies(attempt);
    }

    /**
     * @param copy to be made
     * @param place where new generations go
     */
    Survey look(TrackedCopy copy, RbdPool place) {
        Route route = new Route(copy.told().lineage(), copy.told().target().key());
        List<Replica> present = replicas.present(route.lineage(), route.targetKey());
        Replica building = in(present, ReplicaState.BUILDING);
        Replica current = in(present, ReplicaState.CURRENT);
        String wanted = copy.told().ref().name();
        long highestEpoch = replicas.nextEpoch(route.lineage(), route.targetKey(), wanted) - 1;
        OpenReplica committed = building == null ? null : openIfCommitted(building, copy);
        if (committed != null) {
            return survey(copy, place, committed, null, highestEpoch);
        }
        Survey survey = current == null
                ? null
                : openCurrent(current)
                        .map(open -> survey(copy, place, open, building, highestEpoch))
                        .orElse(null);
        if (survey != null) {
            return survey;
        }
        ReplicaFacts facts = current == null
                ? new ReplicaFacts.None()
                : new ReplicaFacts.Gone(current.identity().orElseThrow());
        return new Survey(targetFacts(copy, place, facts, building, highestEpoch), List.of(), null, building);
    }

    /** A seeding that was committed but not recorded is a replica, of which only this copy is to be proven. */
    private @Nullable OpenReplica openIfCommitted(Replica building, TrackedCopy copy) {
        if (building.image() == null || !building.seeding().equals(copy.told().point())) {
            return null;
        }
        OpenReplica open = session.open(building).orElse(null);
        if (open == null) {
            return null;
        }
        PointRecord record = ReplicaMetadata.read(open.image().metadata())
                .points()
                .get(copy.told().snapshot());
        boolean committed = record != null
                && record.point().equals(copy.told().point())
                && open.image().snapshots().find(copy.told().snapshot()).isPresent();
        if (!committed) {
            session.endCleanly(open);
            return null;
        }
        return open;
    }

    private Optional<OpenReplica> openCurrent(Replica current) {
        Optional<OpenReplica> open = session.open(current);
        if (open.isEmpty()) {
            lost.withImage(current);
        } else if (isInTrash(open.get())) {
            session.endCleanly(open.get());
            lost.toTheTrash(current);
            return Optional.empty();
        }
        return open;
    }

    /** Librbd opens by its id what is in the trash, too: whatever went on there would go with the next purge. */
    static boolean isInTrash(OpenReplica open) {
        String id = open.image().id().image();
        return open.pool().trash().stream().anyMatch(entry -> entry.id().equals(id));
    }

    private Survey survey(
            TrackedCopy copy, RbdPool place, OpenReplica open, @Nullable Replica building, long highestEpoch) {
        try {
            lost.among(open);
            List<PointRecord> leftovers = new Leftovers(copies).of(open.replica(), open.image());
            TargetFacts facts = targetFacts(copy, place, facts(open, leftovers), building, highestEpoch);
            return new Survey(facts, leftovers, open, building);
        } catch (RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private TargetFacts targetFacts(
            TrackedCopy copy, RbdPool place, ReplicaFacts facts, @Nullable Replica building, long highestEpoch) {
        UnfinishedGeneration unfinished = building == null
                ? null
                : building.identity()
                        .map(image -> new UnfinishedGeneration(image, building.epoch(), begun(building)))
                        .orElse(null);
        return new TargetFacts(naming.wanted(copy, place), naming.holder(copy, place), facts, unfinished, highestEpoch);
    }

    private @Nullable MoveIdentity begun(Replica replica) {
        return checkpoints.find(replica.id()).map(Checkpoint::move).orElse(null);
    }

    private ReplicaFacts facts(OpenReplica open, List<PointRecord> leftovers) {
        RbdImage image = open.image();
        Replica replica = open.replica();
        List<Snapshot> snapshots = image.snapshots().list();
        var description = ReplicaMetadata.read(image.metadata());
        var claims = new HashMap<>(description.points());
        leftovers.forEach(leftover -> claims.remove(leftover.snapshot()));
        return new ReplicaFacts.Present(
                image.id(),
                new ReplicaIdentity(replica.lineage(), replica.source(), replica.epoch()),
                description.identity(),
                points(replica, snapshots, claims, description.quarantined()),
                snapshots.stream()
                        .map(snapshot -> new SnapshotFact(snapshot.id(), snapshot.name(), snapshot.size()))
                        .toList(),
                HeadState.UNKNOWN,
                open.strangerWithLock(),
                strangersWatching(image),
                image.mirrorRole(),
                begun(replica));
    }

    /** What is recorded, and what the replica itself claims beyond that. What it calls quarantined is none to start from. */
    private List<KnownPoint> points(
            Replica replica, List<Snapshot> snapshots, Map<String, PointRecord> described, Set<String> quarantined) {
        List<KnownPoint> points = new ArrayList<>();
        Map<Long, TrackedCopy> recorded = recorded(replica);
        recorded.forEach((snapshotId, copy) -> points.add(new KnownPoint(
                copy.told().sourceSnapshotId(),
                snapshotId,
                copy.told().snapshot(),
                !quarantined.contains(copy.told().snapshot()))));
        for (Snapshot snapshot : snapshots) {
            PointRecord claim = described.get(snapshot.name());
            if (claim != null && snapshot.kind() == SnapshotKind.USER && !recorded.containsKey(snapshot.id())) {
                points.add(new KnownPoint(claim.sourceSnapshotId(), snapshot.id(), snapshot.name(), false));
            }
        }
        return points;
    }

    private Map<Long, TrackedCopy> recorded(Replica replica) {
        return copies.ofRoute(new Route(replica.lineage(), replica.targetKey())).stream()
                .filter(copy ->
                        copy.state() == CopyState.COMPLETE && replica.id().equals(copy.replica()))
                .collect(Collectors.toMap(Surveyor::replicaSnapshot, Function.identity()));
    }

    private static long replicaSnapshot(TrackedCopy copy) {
        ReplicaPoint place = copy.told().replica();
        if (place == null) {
            throw new IllegalStateException("copy " + copy.id() + " is complete but nowhere");
        }
        return place.snapshotId();
    }

    private List<String> strangersWatching(RbdImage image) {
        long own = session.cluster().instanceId();
        return image.watchers().stream()
                .filter(watcher -> watcher.clientId() != own)
                .map(Watcher::address)
                .toList();
    }

    private static @Nullable Replica in(List<Replica> present, ReplicaState state) {
        return present.stream()
                .filter(replica -> replica.state() == state)
                .findFirst()
                .orElse(null);
    }
}
