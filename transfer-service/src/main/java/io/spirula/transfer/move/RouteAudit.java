package io.spirula.transfer.move;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.digest.DigestSum;
import io.spirula.transfer.audit.Audit;
import io.spirula.transfer.audit.AuditPlan;
import io.spirula.transfer.audit.AuditStore;
import io.spirula.transfer.audit.ComparedDigests;
import io.spirula.transfer.audit.OrderedRound;
import io.spirula.transfer.audit.RollingRound;
import io.spirula.transfer.audit.Round;
import io.spirula.transfer.audit.Verification;
import io.spirula.transfer.audit.VerificationAnswers;
import io.spirula.transfer.audit.VerificationStore;
import io.spirula.transfer.backoff.BackOff;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.MovePlace;
import io.spirula.transfer.cluster.MoveWaiter;
import io.spirula.transfer.cluster.MovesBusyException;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares what lies on a target with its source, a part at a time, when nothing else is to be done on the route. What is
 * compared is the newest complete copy that the source still has the snapshot of; a new one takes its place without the round
 * beginning anew, for what it changed was read back.
 */
@Component
class RouteAudit {

    private static final Logger LOG = LoggerFactory.getLogger(RouteAudit.class);
    /** A place is given back by then, for others may wait for it. */
    private static final Duration TURN = Duration.ofSeconds(10);

    private static final Duration UNREAD_AGAIN = Duration.ofSeconds(2);
    private static final Duration FAILED_AGAIN = Duration.ofMinutes(1);
    /** Whether there is a rule or anything to compare by now. */
    private static final Duration NOTHING_AGAIN = Duration.ofHours(1);

    private final MoveTools tools;
    private final AuditStore audits;
    private final VerificationStore verifications;
    private final VerificationAnswers answers;
    private final ComparedDigests digests;
    private final Clusters clusters;
    private final AuditMeters meters;

    RouteAudit(
            MoveTools tools,
            AuditStore audits,
            VerificationStore verifications,
            VerificationAnswers answers,
            ComparedDigests digests,
            Clusters clusters,
            AuditMeters meters) {
        this.tools = tools;
        this.audits = audits;
        this.verifications = verifications;
        this.answers = answers;
        this.digests = digests;
        this.clusters = clusters;
        this.meters = meters;
    }

    private static final Reason NOTHING_TO_COMPARE = new Reason(
            "NOTHING_TO_COMPARE",
            "there is no complete copy on the target whose snapshot the source still holds for it: make one with spirula"
                    + " backup, which also tells what is in its way");

    /** What came of a step. */
    sealed interface Outcome {

        /** Something was done, and there may be more to do. */
        record Worked() implements Outcome {}

        /** It has to wait for its turn, and will be called. */
        record Waits() implements Outcome {}

        /**
         * There is nothing to do now.
         *
         * @param until when there is; null if nobody knows
         */
        record Idle(@Nullable Instant until) implements Outcome {}
    }

    Outcome step(WorkTurn turn, Route route, boolean abandoned) {
        Instant now = tools.clock().instant();
        Optional<Replica> current = tools.replicas().present(route.lineage(), route.targetKey()).stream()
                .filter(replica -> replica.state() == ReplicaState.CURRENT)
                .findFirst();
        Optional<Verification> order = verifications.oldestOpen(route);
        if (order.isPresent() && order.get().isDue(now)) {
            return tools.catchUp().isComplete()
                    ? ordered(turn, route, current, order.get())
                    : new Outcome.Idle(now.plus(UNREAD_AGAIN));
        }
        Instant orderDue = order.map(Verification::notBefore).orElse(null);
        return current.map(replica -> rolling(turn, route, replica, abandoned, now))
                .map(outcome -> earlier(outcome, orderDue))
                .orElse(new Outcome.Idle(orderDue));
    }

    private static Outcome earlier(Outcome outcome, @Nullable Instant other) {
        return outcome instanceof Outcome.Idle idle
                        && other != null
                        && (idle.until() == null || other.isBefore(idle.until()))
                ? new Outcome.Idle(other)
                : outcome;
    }

    private Outcome ordered(WorkTurn turn, Route route, Optional<Replica> current, Verification order) {
        if (order.isOver(tools.clock().instant())) {
            turn.runInTransaction(() -> answers.late(order));
            return new Outcome.Worked();
        }
        Optional<TrackedCopy> copy = current.flatMap(replica -> comparable(route, replica));
        if (copy.isEmpty()) {
            turn.runInTransaction(() -> answers.failed(order.request(), NOTHING_TO_COMPARE));
            return new Outcome.Worked();
        }
        return whenQuiet(
                turn,
                copy.get(),
                new OrderedRound(
                        order.request().verification(),
                        current.get().id(),
                        verifications,
                        answers,
                        audits,
                        tools.clock()));
    }

    private Outcome rolling(WorkTurn turn, Route route, Replica replica, boolean abandoned, Instant now) {
        Audit audit = audits.find(replica.id()).orElseGet(() -> turn.runInTransaction(() -> begun(replica, now)));
        if (audit.dueAt().isAfter(now)) {
            return new Outcome.Idle(audit.dueAt());
        }
        if (!tools.catchUp().isComplete()) {
            return postponed(turn, replica, now.plus(UNREAD_AGAIN));
        }
        Optional<TrackedCopy> copy = comparable(route, replica);
        Optional<Duration> every = copy.filter(found -> !abandoned)
                .flatMap(found -> tools.policies().auditEvery(found.told().policy(), route.targetKey()));
        if (every.isEmpty()) {
            return postponed(turn, replica, now.plus(NOTHING_AGAIN));
        }
        Round round = new RollingRound(replica.id(), every.get(), audits, tools.clock());
        return round.next(copy.get().told().size(), Pace.first().bytes()) instanceof AuditPlan.Later later
                ? postponed(turn, replica, later.at())
                : whenQuiet(turn, copy.get(), round);
    }

    private Audit begun(Replica replica, Instant now) {
        audits.begin(replica.id(), now);
        return audits.find(replica.id()).orElseThrow();
    }

    private Outcome postponed(WorkTurn turn, Replica replica, Instant until) {
        turn.runInTransaction(() -> audits.postpone(replica.id(), until));
        return new Outcome.Idle(until);
    }

    private Optional<TrackedCopy> comparable(Route route, Replica replica) {
        return tools.copies().ofRoute(route).stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE && copy.released() == null)
                .filter(copy -> replica.id().equals(copy.replica()))
                .filter(copy -> copy.told().source().equals(replica.source()))
                .reduce((older, newer) -> newer);
    }

    /** What moves give way to, comparisons give way to, however long that takes. */
    private Outcome whenQuiet(WorkTurn turn, TrackedCopy copy, Round round) {
        Optional<Reason> busy = tools.backOff()
                .busy(copy.told().ref().cluster(), copy.told().target().cluster());
        if (busy.isEmpty()) {
            return compare(turn, copy, round);
        }
        Instant until = tools.clock().instant().plus(BackOff.AGAIN);
        turn.runInTransaction(() -> round.putOff(until, busy.get()));
        return new Outcome.Idle(until);
    }

    private Outcome compare(WorkTurn turn, TrackedCopy copy, Round round) {
        try (AuditWatch watch = new AuditWatch(turn, copy, tools);
                MovePlace place = clusters.enter(waiter(copy, round))) {
            LOG.debug("copy={} is compared with its source place={}", copy.id(), place);
            compare(turn, copy, round, watch);
        } catch (MovesBusyException e) {
            return new Outcome.Waits();
        } catch (LostLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            turn.checkNotLost();
            failed(turn, copy, round, e);
        }
        return new Outcome.Worked();
    }

    private MoveWaiter waiter(TrackedCopy copy, Round round) {
        Route route = copy.route();
        Set<String> places = new HashSet<>(
                List.of(copy.told().target().cluster(), copy.told().ref().cluster()));
        return new MoveWaiter(
                route.id(),
                round.rank(),
                round.waitsSince(),
                null,
                places,
                () -> tools.routes().wake(route));
    }

    private void failed(WorkTurn turn, TrackedCopy copy, Round round, RuntimeException e) {
        if (e instanceof MoveFailedException stopped && stopped.code().equals(MoveFailedException.CANCELLED)) {
            LOG.debug("copy={} is compared on later", copy.id());
            return;
        }
        Failure failure = Failure.of(e);
        LOG.warn(
                "copy={} code={} not compared with its source, tried again: {}",
                copy.id(),
                failure.reason().code(),
                failure.reason().text(),
                failure.isInternal() ? e : null);
        if (failure.lasting()) {
            turn.runInTransaction(() -> round.cannot(tools.clock().instant().plus(NOTHING_AGAIN), failure.reason()));
            return;
        }
        Instant until = tools.clock().instant().plus(FAILED_AGAIN);
        turn.runInTransaction(() -> round.putOff(until, failure.reason()));
    }

    private void compare(WorkTurn turn, TrackedCopy copy, Round round, AuditWatch watch) {
        long began = System.nanoTime();
        Pace pace = Pace.first();
        ImageComparer comparer = tools.comparer();
        try (AuditSides sides = new AuditSides(clusters, copy)) {
            while (watch.stillWanted() && System.nanoTime() - began < TURN.toNanos()) {
                if (!(round.next(copy.told().size(), pace.bytes()) instanceof AuditPlan.Slice slice)) {
                    return;
                }
                long from = System.nanoTime();
                DigestSum held = new DigestSum();
                Comparison found = sides.compare(comparer, slice, held, watch);
                sides.requirePresent();
                if (!(found instanceof Comparison.Equal equal)) {
                    judge(turn, copy, round, slice, watch, found);
                    return;
                }
                Runnable digested = new DigestSettlement(tools, digests, sides, copy).after(slice, held.value());
                turn.runInTransaction(() -> {
                    digested.run();
                    advanced(copy, round, slice, equal);
                });
                meters.compared(copy.told().target().cluster(), equal.bytesCompared());
                pace = pace.after(Duration.ofNanos(System.nanoTime() - from));
            }
        }
    }

    private void advanced(TrackedCopy copy, Round round, AuditPlan.Slice slice, Comparison.Equal equal) {
        Instant ended = copy.told().endedAt();
        // else the beginning was compared at an older copy
        boolean whole = ended != null && !ended.isAfter(round.began());
        round.advanced(copy, slice, equal.bytesCompared());
        if (whole && slice.to() >= copy.told().size()) {
            Instant now = tools.clock().instant();
            tools.transitions()
                    .apply(
                            copy.id(),
                            current -> current.state() == CopyState.COMPLETE ? current.compared(now) : current);
        }
    }

    /** Nothing is taken out of use because of what was seen once. */
    private void judge(
            WorkTurn turn, TrackedCopy copy, Round round, AuditPlan.Slice slice, AuditWatch watch, Comparison first) {
        try (AuditSides sides = new AuditSides(clusters, copy)) {
            Comparison again = sides.compare(tools.comparer(), slice, new DigestSum(), watch);
            sides.requirePresent();
            if (again instanceof Comparison.Equal) {
                throw MoveConflictException.passing(
                        "AUDIT_UNSTEADY",
                        "a replica was read once as different from its source and once as equal: " + first.evidence()
                                + "; check the memory and disks of both sides");
            }
            int copies = new Quarantine(turn, tools).impose(sides, copy, again, round);
            meters.different(copy.told().target().cluster(), copies);
        }
    }
}
