package io.spirula.transfer.move;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.transfer.adoption.PendingReplica;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Does all the work of a route: takes up replicas that were found, makes copies, one after another in the order of their
 * source snapshots, lets go of what is needed no more, and then compares what lies on the target with its source.
 */
@Component
class RouteWorker implements Worker {

    /** A copy that waits for its turn is called; this is for calls that went astray. */
    private static final Duration CALLED_BY_THEN = Duration.ofSeconds(15);

    private final MoveTools tools;
    private final Clusters clusters;
    private final RouteAudit audit;

    RouteWorker(MoveTools tools, Clusters clusters, RouteAudit audit) {
        this.tools = tools;
        this.clusters = clusters;
        this.audit = audit;
    }

    @Override
    public String queue() {
        return Route.QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return tools.routes().due(tools.clock().instant(), limit).stream()
                .map(UUID::toString)
                .toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        Optional<Route> route = tools.routes().find(UUID.fromString(turn.instance()));
        if (route.isEmpty()) {
            return WorkResult.done();
        }
        try (RouteTurn work = new RouteTurn(turn, route.get(), tools, clusters)) {
            while (!turn.shouldStop()) {
                Optional<WorkResult> end = step(work, turn, route.get());
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
        return WorkResult.again(Duration.ZERO);
    }

    /** Does one thing; tells how the turn ends when there is nothing to do now. */
    private Optional<WorkResult> step(RouteTurn work, WorkTurn turn, Route route) {
        Instant now = tools.clock().instant();
        Optional<PendingReplica> found = tools.adoptions().next(route, now);
        if (found.isPresent()) {
            tools.adoption().adopt(turn, found.get());
            return Optional.empty();
        }
        boolean abandoned = tools.abandons(route);
        Optional<TrackedCopy> next = tools.copies().oldestOpen(route);
        if (abandoned && next.isPresent() && next.get().state() == CopyState.PENDING) {
            turn.runInTransaction(() -> giveUp(next.get(), now));
            return Optional.empty();
        }
        boolean waits = false;
        if (next.isPresent() && next.get().isDue(now)) {
            waits = !work.make(next.get());
            if (!waits) {
                return Optional.empty();
            }
        }
        Optional<Long> ticket = tools.routes().tidyTicket(route, now);
        if (ticket.isPresent()) {
            work.tidy(ticket.get(), abandoned);
            return Optional.empty();
        }
        if (waits) {
            return Optional.of(WorkResult.again(CALLED_BY_THEN));
        }
        RouteAudit.Outcome audited = audit.step(turn, route, abandoned);
        if (audited instanceof RouteAudit.Outcome.Idle idle) {
            clusters.withdraw(route.id());
            return Optional.of(Stream.of(next.map(TrackedCopy::nextAttemptAt), Optional.ofNullable(idle.until()))
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder())
                    .map(at -> WorkResult.again(positive(Duration.between(now, at))))
                    .orElseGet(WorkResult::done));
        }
        // others may need the thread in between
        Instant again = audited instanceof RouteAudit.Outcome.Waits ? now.plus(CALLED_BY_THEN) : now;
        return Optional.of(WorkResult.again(next.map(TrackedCopy::nextAttemptAt)
                .filter(again::isAfter)
                .map(at -> positive(Duration.between(now, at)))
                .orElse(Duration.between(now, again))));
    }

    private void giveUp(TrackedCopy copy, Instant now) {
        Reason why = new Reason("TARGET_GIVEN_UP", "no policy sends this image to this target any more");
        tools.transitions().apply(copy.id(), current -> current.givingUp(why, now));
        tools.transitions().releaseBases(copy.route(), true);
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
