package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.restore.cluster.Clusters;
import io.spirula.restore.command.Acceptance;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.Restores;
import io.spirula.restore.command.ToldLeases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Carries restores from their lease to their end. */
@Component
class RestoreWorker implements Worker {

    private static final Logger log = LoggerFactory.getLogger(RestoreWorker.class);
    private static final WorkResult AT_ONCE = WorkResult.again(Duration.ZERO);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** An answer may take that long without being missed. */
    private static final Duration LEASE_GRACE = Duration.ofSeconds(5);

    private final Restores restores;
    private final ToldLeases leases;
    private final RestoreRun run;
    private final RestoreJournal journal;
    private final Endings endings;
    private final Clusters clusters;
    private final CopySlots slots;
    private final Obstacles obstacles;
    private final EphemeralPublisher publisher;
    private final Traces traces;
    private final CatchUp catchUp;
    private final Clock clock;

    RestoreWorker(
            Restores restores,
            ToldLeases leases,
            RestoreRun run,
            RestoreJournal journal,
            Endings endings,
            Clusters clusters,
            CopySlots slots,
            Obstacles obstacles,
            EphemeralPublisher publisher,
            Traces traces,
            CatchUp catchUp,
            Clock clock) {
        this.restores = restores;
        this.leases = leases;
        this.run = run;
        this.journal = journal;
        this.endings = endings;
        this.clusters = clusters;
        this.slots = slots;
        this.obstacles = obstacles;
        this.publisher = publisher;
        this.traces = traces;
        this.catchUp = catchUp;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return Restores.QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return restores.due(limit);
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        // it may have ended: then it is neither made again nor given up, and its image is the owner's
        if (!catchUp.isComplete()) {
            return WorkResult.again(RETRY);
        }
        RestoreId id = RestoreId.parse(turn.instance());
        WorkResult result = AT_ONCE;
        while (result.equals(AT_ONCE) && !turn.shouldStop()) {
            result = restores.find(id).map(restore -> step(turn, restore)).orElseGet(WorkResult::done);
        }
        return result;
    }

    private WorkResult step(WorkTurn turn, Restore restore) {
        try (LogScope scope = traces.open(restore.id(), restore.request().lineage())) {
            return stepOrGiveUp(turn, restore);
        }
    }

    private WorkResult stepOrGiveUp(WorkTurn turn, Restore restore) {
        try {
            return advance(turn, restore);
        } catch (LostLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            if (turn.shouldStop() || !isOverdue(restore) || Outage.isOfTheDatabase(e)) {
                throw e;
            }
            log.error("restore {} is given up at its deadline", restore.id(), e);
            return giveUp(
                    turn,
                    restore,
                    new Reason(
                            "RESTORE_FAULT",
                            "the image was not usable before "
                                    + restore.request().deadline() + " for a fault in restore-service: " + e
                                    + "; see its log and report it"));
        }
    }

    private boolean isOverdue(Restore restore) {
        boolean open = switch (restore.state()) {
            case REQUESTED, RUNNING, VERIFIED -> true;
            case COMPLETED, FAILING, FAILED, CANCELLING, CANCELLED -> false;
        };
        return open && !clock.instant().isBefore(restore.request().deadline());
    }

    private WorkResult advance(WorkTurn turn, Restore restore) {
        return switch (restore.state()) {
            case REQUESTED -> awaitLease(turn, restore);
            case RUNNING -> makeInSlot(turn, restore);
            case VERIFIED -> make(turn, restore);
            case COMPLETED -> endings.afterCompletion(turn, restore);
            case FAILING, CANCELLING -> endings.endGivenUp(turn, restore);
            case FAILED, CANCELLED -> restore.unfinished() ? endings.tidy(turn, restore) : WorkResult.done();
        };
    }

    private WorkResult awaitLease(WorkTurn turn, Restore restore) {
        Instant now = clock.instant();
        Optional<Reason> cancellation = restore.cancellation();
        if (cancellation.isPresent()) {
            return giveUp(turn, restore, cancellation.get());
        }
        Optional<Reason> refusal = new Acceptance(restore.request(), restore.grant(), clusters.names()).refusal(now);
        if (refusal.isPresent()) {
            return giveUp(turn, restore, refusal.get());
        }
        if (restore.grant() == null && turn.runInTransaction(() -> leases.apply(restore))) {
            return AT_ONCE;
        }
        if (restore.grant() == null) {
            return now.isBefore(restore.request().requestedAt().plus(LEASE_GRACE))
                    ? WorkResult.again(LEASE_GRACE)
                    : obstacles.hold(turn, restore, leaseUnanswered(restore), Obstacles.MOST);
        }
        journal.start(turn, restore);
        return AT_ONCE;
    }

    private WorkResult makeInSlot(WorkTurn turn, Restore restore) {
        Optional<Reason> cancellation = restore.cancellation();
        if (cancellation.isPresent()) {
            return giveUp(turn, restore, cancellation.get());
        }
        if (restore.request().instant()) {
            return make(turn, restore);
        }
        if (!clock.instant().isBefore(restore.request().deadline())) {
            return giveUp(
                    turn,
                    restore,
                    late(
                            restore,
                            "it waited for other restores, or was tried again until then; see the log of restore-service"));
        }
        if (!slots.tryTake()) {
            return obstacles.hold(turn, restore, noSlot(), Obstacles.MOST_FOR_SLOT);
        }
        try {
            return make(turn, restore);
        } finally {
            slots.giveBack();
        }
    }

    private WorkResult make(WorkTurn turn, Restore restore) {
        RestoreContext context = new RestoreContext(restore, turn, restores, publisher, clock);
        try {
            ImageId image =
                    onClusters(restore, (source, destination) -> run.run(turn, restore, source, destination, context));
            journal.complete(turn, restore.id(), image);
            return restore.request().instant() ? AT_ONCE : WorkResult.done();
        } catch (RestoreRefusedException e) {
            return giveUp(turn, restore, e.reason());
        } catch (MoveFailedException e) {
            return turn.shouldStop()
                    ? WorkResult.again(RETRY)
                    : retryOrGiveUp(turn, restore, context, e.retryable(), e.code(), e);
        } catch (RbdException e) {
            boolean passes = e.isTransient() || e.endsConnection() || e instanceof RbdBusyException;
            return retryOrGiveUp(turn, restore, context, passes, e.code(), e);
        } catch (ClusterUnavailableException e) {
            return retryOrGiveUp(turn, restore, context, true, e.code(), e);
        }
    }

    private WorkResult retryOrGiveUp(
            WorkTurn turn, Restore restore, RestoreContext context, boolean passes, String code, Exception failure) {
        turn.checkNotLost();
        Optional<Reason> cancellation = context.cancellation();
        if (cancellation.isPresent()) {
            return giveUp(turn, restore, cancellation.get());
        }
        if (context.isLate()) {
            return giveUp(turn, restore, late(restore, String.valueOf(failure.getMessage())));
        }
        if (!passes) {
            return giveUp(turn, restore, new Reason(code, String.valueOf(failure.getMessage())));
        }
        if (context.headway().compareTo(Obstacles.MOST) >= 0) {
            turn.runInTransaction(() -> restores.unhindered(restore.id()));
        }
        Reason obstacle = new Reason(
                code,
                failure.getMessage() + "; it is tried again until "
                        + restore.request().deadline());
        return obstacles.hold(turn, restore, obstacle, Obstacles.MOST);
    }

    private static Reason leaseUnanswered(Restore restore) {
        return new Reason(
                "LEASE_UNANSWERED",
                "transfer-service has not yet answered whether copy "
                        + restore.request().copy() + " may be read; see whether it runs and reads from Kafka");
    }

    private Reason noSlot() {
        return new Reason(
                "RESTORES_BUSY",
                "this restore-service makes as many copies at a time as it may (" + slots.number()
                        + "); it begins when one of them ends, or raise spirula.restore.concurrent");
    }

    private static Reason late(Restore restore, String last) {
        return new Reason(
                "DEADLINE",
                "the image was not usable before " + restore.request().deadline() + "; last obstacle: " + last);
    }

    private WorkResult giveUp(WorkTurn turn, Restore restore, Reason reason) {
        turn.runInTransaction(() -> restores.giveUp(restore.id(), reason, clock.instant()));
        log.warn("restore {} is given up: {}: {}", restore.id(), reason.code(), reason.text());
        return AT_ONCE;
    }

    private <T> T onClusters(Restore restore, BiFunction<CephCluster, CephCluster, T> work) {
        ImageRef source = restore.request().replica().ref();
        ImageRef destination = restore.destination();
        return source.cluster().equals(destination.cluster())
                ? clusters.call(source, both -> work.apply(both, both))
                : clusters.call(source, from -> clusters.call(destination, to -> work.apply(from, to)));
    }
}
