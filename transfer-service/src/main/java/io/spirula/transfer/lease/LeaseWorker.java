package io.spirula.transfer.lease;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.SecondLook;
import io.spirula.transfer.cluster.UnknownClusterException;
import io.spirula.transfer.cluster.WrongClusterException;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.CopyTransitions;
import io.spirula.transfer.copy.RouteStore;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Decides on requests for leases: what is granted was seen on the target, by its ids. Nothing is refused before this service
 * has read what it told of its copies.
 */
@Component
class LeaseWorker implements Worker {

    static final String QUEUE = "lease";

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final LeaseStore leases;
    private final LeaseAnswers answers;
    private final CopyStore copies;
    private final CopyTransitions transitions;
    private final RouteStore routes;
    private final Clusters clusters;
    private final LeaseProperties properties;
    private final CatchUp catchUp;
    private final Clock clock;

    LeaseWorker(
            LeaseStore leases,
            LeaseAnswers answers,
            CopyStore copies,
            CopyTransitions transitions,
            RouteStore routes,
            Clusters clusters,
            LeaseProperties properties,
            CatchUp catchUp,
            Clock clock) {
        this.leases = leases;
        this.answers = answers;
        this.copies = copies;
        this.transitions = transitions;
        this.routes = routes;
        this.clusters = clusters;
        this.properties = properties;
        this.catchUp = catchUp;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return leases.undecided(limit).stream().map(UUID::toString).toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        Optional<Lease> lease = leases.find(LeaseId.parse(turn.instance()));
        if (lease.isEmpty() || lease.get().state() != LeaseState.REQUESTED) {
            return WorkResult.done();
        }
        return decide(turn, lease.get());
    }

    private WorkResult decide(WorkTurn turn, Lease lease) {
        Optional<TrackedCopy> copy = copies.find(lease.copy());
        Optional<Reason> objection = LeaseDecision.objection(lease, copy);
        if (objection.isPresent()) {
            return refuse(turn, () -> answers.refuse(lease, objection.get()));
        }
        try {
            if (SecondLook.find(() -> snapshot(copy.orElseThrow())).isEmpty()) {
                return refuse(turn, () -> lost(lease, copy.orElseThrow()));
            }
            turn.runInTransaction(() -> answers.grant(lease));
            return WorkResult.done();
        } catch (ClusterUnavailableException | RbdException | UnknownClusterException | WrongClusterException e) {
            return unreachable(turn, lease, e);
        }
    }

    private WorkResult refuse(WorkTurn turn, Runnable refusal) {
        boolean refused = turn.runInTransaction(() -> {
            boolean certain = catchUp.isComplete();
            if (certain) {
                refusal.run();
            }
            return certain;
        });
        return refused ? WorkResult.done() : WorkResult.again(AGAIN);
    }

    private Optional<Snapshot> snapshot(TrackedCopy copy) {
        ReplicaPoint place = Objects.requireNonNull(copy.told().replica(), "replica of a complete copy");
        ImageId image = place.image();
        return clusters.look(copy.told().target().cluster(), cluster -> {
            if (!cluster.fsid().equals(image.fsid())) {
                throw new WrongClusterException(cluster.name(), image.fsid(), cluster.fsid());
            }
            try (var pool = cluster.openPool(image.pool(), image.namespace());
                    var replica = pool.openReadOnly(ImageLocator.byId(image.image()))) {
                return replica.snapshots()
                        .find(place.snapshotId())
                        .filter(snapshot -> snapshot.kind() == SnapshotKind.USER);
            } catch (RbdNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Unless retention has begun to remove it meanwhile, the copy is lost. */
    private void lost(Lease lease, TrackedCopy seen) {
        Reason why = new Reason(
                "COPY_LOST",
                "the target has no snapshot " + seen.told().snapshot() + " of this copy any more: somebody removed it");
        transitions.apply(
                seen.id(),
                copy -> LeaseDecision.objection(lease, Optional.of(copy)).isPresent() ? copy : copy.lost(why));
        routes.requestTidy(seen.route());
        answers.refuse(lease, why);
    }

    private WorkResult unreachable(WorkTurn turn, Lease lease, RuntimeException failure) {
        Instant giveUpAt = lease.requestedAt().plus(properties.patience());
        if (clock.instant().isBefore(giveUpAt)) {
            return WorkResult.again(AGAIN);
        }
        turn.runInTransaction(() -> answers.refuse(
                lease,
                new Reason(
                        "TARGET_UNREACHABLE",
                        "copy " + lease.copy() + " could not be looked at: " + failure.getMessage())));
        return WorkResult.done();
    }
}
