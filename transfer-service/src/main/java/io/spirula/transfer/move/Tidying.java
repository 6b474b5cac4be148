package io.spirula.transfer.move;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.retention.HeldPoint;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what a route needs no more: source snapshots, copies that no rule and nobody keeps, generations without a
 * point. Whether a copy may go is decided together with the leases on it, in one transaction, once its replica is held and
 * before anything is removed; from then on nobody gets a lease. What keeps one replica from being tidied keeps no other.
 */
final class Tidying {

    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);

    private final Supplier<Attempt> attempts;
    private final MoveTools tools;
    private final Route route;
    private final Map<UUID, RuntimeException> failures = new LinkedHashMap<>();

    /**
     * @param attempts asked for one only when there is something to do on the target
     */
    Tidying(Supplier<Attempt> attempts, MoveTools tools, Route route) {
        this.attempts = attempts;
        this.tools = tools;
        this.route = route;
    }

    /**
     * Cheap where there is nothing to do on the target.
     *
     * @throws RuntimeException the first failure, once all else is done
     */
    void run() {
        Set<PointId> drop = planned();
        Map<UUID, List<TrackedCopy>> byReplica = tools.copies().ofRoute(route).stream()
                .filter(copy -> copy.isThere() && copy.replica() != null)
                .filter(copy -> copy.removing() || drop.contains(copy.told().point()))
                .collect(Collectors.groupingBy(TrackedCopy::replica));
        byReplica.forEach((replica, copies) -> onItsOwn(replica, () -> prune(replica, copies)));
        if (tools.copies().oldestOpen(route).isEmpty()) {
            present().forEach(replica -> onItsOwn(replica.id(), () -> settle(replica)));
        }
        present().forEach(replica -> onItsOwn(replica.id(), () -> dropEmpty(replica)));
        failures.values().stream().findFirst().ifPresent(first -> {
            throw first;
        });
    }

    private List<Replica> present() {
        return tools.replicas().present(route.lineage(), route.targetKey());
    }

    /** A replica of which one step failed is left alone: this client may have writes in flight to it. */
    private void onItsOwn(UUID replica, Runnable step) {
        if (failures.containsKey(replica)) {
            return;
        }
        try {
            step.run();
        } catch (LostLeaseException | ClusterUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            if (!failures.isEmpty()) {
                LOG.warn("replica={} not tidied either: {}", replica, e.getMessage());
            }
            failures.put(replica, e);
        }
    }

    /** What a copy that was given up has left: a writer that may still have writes in flight, perhaps a snapshot. */
    private void settle(Replica replica) {
        if (replica.state() == ReplicaState.BUILDING
                || tools.replicas().writers(replica.id()).isEmpty()) {
            return;
        }
        Attempt attempt = attempts.get();
        OpenReplica open = attempt.session().open(replica).orElse(null);
        if (open == null) {
            attempt.session().endCleanly(replica);
            return;
        }
        try (open) {
            requireUnused(attempt, open);
            new UnrecordedPoints(attempt).record(open);
            Leftovers leftovers = new Leftovers(tools.copies());
            leftovers.remove(open, leftovers.of(replica, open.image()));
            attempt.session().endCleanly(open);
        }
    }

    private static void requireUnused(Attempt attempt, OpenReplica open) {
        if (open.strangerWithLock() != null) {
            attempt.session().endCleanly(open);
            throw MoveConflictException.passing(
                    "REPLICA_IN_USE",
                    "client " + open.strangerWithLock() + " holds the exclusive lock of replica "
                            + open.replica().name());
        }
    }

    private Set<PointId> planned() {
        return tools.retention().plan(route).drop().stream().map(HeldPoint::id).collect(Collectors.toSet());
    }

    private void prune(UUID replicaId, List<TrackedCopy> copies) {
        Attempt attempt = attempts.get();
        Replica replica = tools.replicas().find(replicaId).orElseThrow();
        OpenReplica open = attempt.session().open(replica).orElse(null);
        if (open == null) {
            begun(attempt, copies).forEach(copy -> expired(attempt, copy));
            return;
        }
        try (open) {
            requireUnused(attempt, open);
            begun(attempt, copies).forEach(copy -> {
                try (LogScope scope =
                        Traces.naming(copy.told().run(), copy.told().lineage())) {
                    open.head().through(open.image(), () -> remove(attempt, open.image(), copy));
                }
            });
            attempt.session().endCleanly(open);
        }
    }

    private List<TrackedCopy> begun(Attempt attempt, List<TrackedCopy> copies) {
        List<TrackedCopy> marked = attempt.turn().runInTransaction(() -> mark(copies));
        if (!marked.isEmpty()) {
            tools.failPoint().reached(FailPoint.Moment.REMOVAL_RECORDED);
        }
        return marked;
    }

    /** With all of them locked it is decided once more: rules and leases may have come since the first look. */
    private List<TrackedCopy> mark(List<TrackedCopy> copies) {
        if (!tools.catchUp().isComplete()) {
            return List.of();
        }
        copies.forEach(copy -> tools.copies().lock(copy.id()));
        Set<PointId> drop = planned();
        return copies.stream()
                .map(copy -> tools.transitions().apply(copy.id(), now -> mark(now, drop)))
                .filter(TrackedCopy::removing)
                .filter(TrackedCopy::isThere)
                .toList();
    }

    private TrackedCopy mark(TrackedCopy copy, Set<PointId> drop) {
        boolean goes = copy.isThere()
                && drop.contains(copy.told().point())
                && !tools.leases().inUse(copy.id());
        return goes ? copy.removalBegun() : copy;
    }

    private void remove(Attempt attempt, RbdImage image, TrackedCopy copy) {
        ReplicaPoint place = copy.told().replica();
        if (place == null) {
            throw new IllegalStateException("copy " + copy.id() + " is complete but nowhere");
        }
        try {
            image.snapshots()
                    .find(place.snapshotId())
                    .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                    .ifPresent(snapshot -> image.snapshots().remove(snapshot.id()));
        } catch (RbdNotFoundException e) {
            LOG.info("copy={} had no snapshot any more when it was removed", copy.id());
        } catch (RbdBusyException e) {
            kept(attempt, copy, e);
            return;
        }
        tools.failPoint().reached(FailPoint.Moment.SNAPSHOT_REMOVED);
        ReplicaMetadata.removePoint(image.metadata(), copy.told().snapshot());
        expired(attempt, copy);
        tools.meters().pruned(copy.told().target().cluster());
    }

    private void kept(Attempt attempt, TrackedCopy copy, RbdBusyException busy) {
        Reason why = new Reason("REPLICA_SNAPSHOT_BUSY", "retention would remove it, but " + busy.getMessage());
        attempt.turn()
                .runInTransaction(() -> tools.transitions()
                        .apply(copy.id(), now -> now.removalEnded().kept(why)));
    }

    private void expired(Attempt attempt, TrackedCopy copy) {
        Reason why = new Reason("RETENTION", "no rule keeps it and nobody needs it");
        attempt.turn().runInTransaction(() -> tools.transitions().apply(copy.id(), now -> now.expired(why)));
    }

    private void dropEmpty(Replica replica) {
        if (replica.state() == ReplicaState.RETIRED && !tools.copies().holdsAny(replica.id())) {
            Attempt attempt = attempts.get();
            if (!new Generations(attempt).remove(replica)) {
                LOG.warn(
                        "replica={} stays without a recorded point: it has snapshots that no record counts",
                        replica.id());
            }
        } else if (replica.state() == ReplicaState.BUILDING
                && tools.copies().oldestOpen(route).isEmpty()) {
            new Generations(attempts.get()).discard(replica);
        }
    }
}
