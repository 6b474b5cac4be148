package io.spirula.transfer.move;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.backoff.BackOff;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.MovePlace;
import io.spirula.transfer.cluster.MoveWaiter;
import io.spirula.transfer.cluster.MovesBusyException;
import io.spirula.transfer.cluster.UnknownClusterException;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one turn does for its route. Its connections are opened when they are needed and given up after any failure, so that
 * nothing is tried again with a client instance that may have writes in flight.
 */
final class RouteTurn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteTurn.class);
    private static final Duration UNREAD_AGAIN = Duration.ofSeconds(2);
    private static final Duration TIDY_AGAIN = Duration.ofSeconds(30);
    private static final Duration RULES_KNOWN = Duration.ofSeconds(2);

    private final WorkTurn turn;
    private final Route route;
    private final MoveTools tools;
    private final Clusters clusters;
    private @Nullable TargetSession session;
    private @Nullable CephCluster sourceCluster;
    private @Nullable CopyMove move;
    /** Whether all that was begun with the connections came to an end, and to a good one. */
    private boolean sound = true;

    RouteTurn(WorkTurn turn, Route route, MoveTools tools, Clusters clusters) {
        this.turn = turn;
        this.route = route;
        this.tools = tools;
        this.clusters = clusters;
    }

    /** Makes a copy, or records why it could not be made; false when it has to wait for its turn and will be called. */
    boolean make(TrackedCopy copy) {
        sound = false;
        move = null;
        Instant from = tools.clock().instant();
        try (LogScope scope = tools.traces().open(copy.told().run(), copy.told().lineage());
                CommonRead common = new CommonRead(copy.told(), tools)) {
            boolean made = make(copy, from, common);
            sound = true;
            return made;
        }
    }

    private boolean make(TrackedCopy copy, Instant from, CommonRead common) {
        if (copy.givenUp() != null) {
            turn.runInTransaction(() -> begin(copy));
            return true;
        }
        Optional<Reason> rests = tools.backOff().reason(copy.told(), copy.deadline());
        if (rests.isPresent()) {
            clusters.withdraw(route.id());
            turn.runInTransaction(() -> waits(copy, rests.get(), from.plus(BackOff.AGAIN)));
            return true;
        }
        try (MovePlace place = clusters.enter(waiter(copy.told()))) {
            TrackedCopy begun = turn.runInTransaction(() -> begin(copy));
            if (!begun.state().terminal()) {
                LOG.debug("copy={} begins attempt={} place={}", copy.id(), turn.attempt(), place);
                move(begun, from, common);
            }
            return true;
        } catch (MovesBusyException e) {
            return turn.runInTransaction(() -> waits(copy, Failure.of(e).reason(), null))
                    .state()
                    .terminal();
        } catch (UnknownClusterException e) {
            failed(copy, from, e);
            return true;
        }
    }

    private MoveWaiter waiter(Copy copy) {
        Set<String> places =
                new HashSet<>(List.of(copy.target().cluster(), copy.ref().cluster()));
        return new MoveWaiter(
                route.id(),
                copy.requestedAt(),
                hasPoint() ? null : copy.point().value(),
                places,
                () -> tools.routes().wake(route));
    }

    private boolean hasPoint() {
        return tools.replicas().present(route.lineage(), route.targetKey()).stream()
                .anyMatch(replica -> replica.state() == ReplicaState.CURRENT);
    }

    private TrackedCopy waits(TrackedCopy copy, Reason busy, @Nullable Instant next) {
        Instant now = tools.clock().instant();
        TrackedCopy after = tools.transitions().apply(copy.id(), current -> {
            if (current.state().terminal() || turn.shouldStop()) {
                return current;
            }
            Reason end = current.givenUp() == null ? busy : current.givenUp();
            boolean over = current.givenUp() != null || !now.isBefore(current.deadline());
            return over ? current.failed(end, now) : current.noted(busy, next);
        });
        if (after.state().terminal()) {
            ended();
        }
        return after;
    }

    private void move(TrackedCopy begun, Instant from, CommonRead common) {
        Copy told = begun.told();
        try (common;
                SourceSide side = SourceSide.open(source(told), told)) {
            move = new CopyMove(attempt(told.target()), begun, side, common);
            move.run();
        } catch (LostLeaseException e) {
            disconnect();
            throw e;
        } catch (RuntimeException e) {
            failed(begun, from, e);
        } catch (Error e) {
            // nothing is sure after it; but a copy whose time is over must not wait for the fault to go away
            if (!tools.clock().instant().isBefore(begun.deadline())) {
                failed(begun, from, e);
            }
            throw e;
        }
    }

    private void failed(TrackedCopy copy, Instant from, Throwable e) {
        dismissSpares();
        disconnect();
        turn.checkNotLost();
        Failure failure = Failure.of(e);
        if (failure.isInternal()) {
            LOG.error("copy={} failed for an unknown reason", copy.id(), e);
        }
        long aborted = move == null ? 0 : move.bytesAtStake();
        turn.runInTransaction(() -> {
            record(copy, failure);
            tools.usage().aborted(copy.told(), turn.attempt(), aborted, from);
        });
        tools.meters().aborted(copy.told().target().cluster(), aborted);
    }

    private TrackedCopy begin(TrackedCopy copy) {
        Instant now = tools.clock().instant();
        TrackedCopy begun = tools.transitions().apply(copy.id(), current -> {
            if (current.state().terminal()) {
                return current;
            }
            return current.givenUp() == null ? current.begun(now) : current.failed(current.givenUp(), now);
        });
        if (begun.state().terminal()) {
            ended();
        }
        return begun;
    }

    private void record(TrackedCopy tried, Failure failure) {
        Instant now = tools.clock().instant();
        TrackedCopy after = tools.transitions().apply(tried.id(), current -> after(current, failure, now));
        if (after.state() == CopyState.COMPLETE) {
            LOG.warn(
                    "copy={} is complete, but its writer did not end cleanly: the next one fences it: {}",
                    tried.id(),
                    failure.reason().text());
            return;
        }
        tools.meters().failed(tried.told().target().cluster(), failure.reason().code());
        if (after.state().terminal()) {
            LOG.error(
                    "copy={} code={} given up: {}",
                    tried.id(),
                    failure.reason().code(),
                    failure.reason().text());
            ended();
        } else {
            LOG.warn(
                    "copy={} code={} waits: {}",
                    tried.id(),
                    failure.reason().code(),
                    failure.reason().text());
        }
    }

    private TrackedCopy after(TrackedCopy current, Failure failure, Instant now) {
        if (current.state().terminal()) {
            return current;
        }
        Reason givenUp = current.givenUp();
        if (givenUp != null) {
            return current.failed(givenUp, now);
        }
        if (turn.shouldStop()) {
            return current;
        }
        // it may be complete already, and its source snapshot gone for that reason: that is still to be read then
        if (failure.isFinal(now, current.deadline()) && tools.catchUp().isComplete()) {
            return current.failed(failure.reason(), now);
        }
        var properties = tools.properties();
        Instant next = now.plus(failure.wait(current.failures(), properties.firstRetry(), properties.lastRetry()));
        return failure.turnedAway() ? current.noted(failure.reason(), next) : current.waiting(failure.reason(), next);
    }

    private void ended() {
        tools.transitions().releaseBases(route, tools.abandons(route));
        tools.routes().requestTidy(route);
    }

    /** Lets go of what is needed no more, or puts that off. */
    void tidy(long ticket, boolean abandoned) {
        if (!tools.catchUp().isComplete()) {
            Instant until = tools.clock().instant().plus(UNREAD_AGAIN);
            turn.runInTransaction(() -> tools.routes().postponeTidy(route, until));
            return;
        }
        turn.runInTransaction(() -> tools.transitions().releaseBases(route, abandoned));
        sound = false;
        try {
            new Tidying(this::attemptOnReplica, tools, route).run();
            turn.runInTransaction(() -> tidied(ticket));
            sound = true;
        } catch (LostLeaseException e) {
            disconnect();
            throw e;
        } catch (RuntimeException e) {
            dismissSpares();
            disconnect();
            turn.checkNotLost();
            Failure failure = Failure.of(e);
            LOG.warn(
                    "route={} code={} not tidied: {}",
                    route.id(),
                    failure.reason().code(),
                    failure.reason().text(),
                    failure.isInternal() ? e : null);
            Instant until = tools.clock().instant().plus(TIDY_AGAIN);
            turn.runInTransaction(() -> tools.routes().postponeTidy(route, until));
        }
    }

    private void tidied(long ticket) {
        if (tools.policies().areReadAgain()) {
            tools.routes().postponeTidy(route, tools.clock().instant().plus(RULES_KNOWN));
        } else {
            tools.routes().tidied(route, ticket);
        }
    }

    private Attempt attempt(TargetRef target) {
        return attempt(target.cluster(), cluster -> cluster.openPool(target.pool(), target.namespace()));
    }

    private Attempt attemptOnReplica() {
        Replica replica = tools.replicas().present(route.lineage(), route.targetKey()).stream()
                .reduce((older, newer) -> newer)
                .orElseThrow();
        return attempt(replica.cluster(), cluster -> cluster.openPool(replica.poolId(), replica.namespace()));
    }

    private Attempt attempt(String cluster, Function<CephCluster, RbdPool> place) {
        if (session == null) {
            session = new TargetSession(turn, clusters.connect(cluster, place), tools);
        }
        return new Attempt(turn, session, tools);
    }

    private CephCluster source(Copy copy) {
        String name = copy.ref().cluster();
        if (sourceCluster == null || !sourceCluster.name().equals(name)) {
            closeSource();
            ImageId source = copy.source();
            sourceCluster = clusters.connect(name, cluster -> cluster.openPool(source.pool(), source.namespace()));
        }
        return sourceCluster;
    }

    private void closeSource() {
        if (sourceCluster != null) {
            sourceCluster.close();
            sourceCluster = null;
        }
    }

    private void dismissSpares() {
        if (session != null) {
            clusters.dismissSpares(session.cluster().name());
        }
        if (sourceCluster != null) {
            clusters.dismissSpares(sourceCluster.name());
        }
    }

    private void disconnect() {
        if (session != null) {
            session.close();
            session = null;
        }
        closeSource();
    }

    /** Connections that all went well with are for the next turn. */
    @Override
    public void close() {
        try {
            if (sound) {
                handBack();
            }
        } finally {
            disconnect();
        }
    }

    private void handBack() {
        CephCluster read = sourceCluster;
        sourceCluster = null;
        if (read != null) {
            clusters.handBack(read);
        }
        if (session != null && session.endedCleanly()) {
            CephCluster written = session.cluster();
            session = null;
            clusters.handBack(written);
        }
    }
}
