package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.NextVersion;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** A new source snapshot: one copy for each of its targets is to be made. */
@Component
final class SnapshotCreatedHandler implements EventHandler<SnapshotCreated> {

    private final CopyStore copies;
    private final CopyTransitions transitions;
    private final RouteStore routes;
    private final CancelledRuns cancelled;
    private final Clock clock;

    SnapshotCreatedHandler(
            CopyStore copies, CopyTransitions transitions, RouteStore routes, CancelledRuns cancelled, Clock clock) {
        this.copies = copies;
        this.transitions = transitions;
        this.routes = routes;
        this.cancelled = cancelled;
        this.clock = clock;
    }

    @Override
    public Class<SnapshotCreated> eventClass() {
        return SnapshotCreated.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotCreated> received) {
        SnapshotCreated event = received.event();
        event.targets().forEach(target -> handle(event, target));
    }

    private void handle(SnapshotCreated event, TargetRef target) {
        CopyId id = CopyId.of(event.point(), target.key());
        Optional<TrackedCopy> known = copies.lock(id);
        if (known.isPresent()) {
            transitions.retell(known.get());
            return;
        }
        Route route = new Route(event.lineage(), target.key());
        routes.open(route);
        transitions.create(pending(id, event, target, clock.instant()));
        Optional<Reason> cancellation = cancelled.find(event.run(), event.lineage());
        if (cancellation.isPresent()) {
            transitions.apply(id, copy -> copy.givingUp(cancellation.get(), clock.instant()));
            transitions.releaseBases(route, false);
        }
    }

    private static TrackedCopy pending(CopyId id, SnapshotCreated event, TargetRef target, Instant now) {
        Copy copy = new Copy(
                id,
                event.point(),
                event.run(),
                event.lineage(),
                event.image(),
                event.ref(),
                event.tenant(),
                event.policy(),
                event.snapshotId(),
                event.snapshot(),
                event.createdAt(),
                event.size(),
                event.consistency(),
                target,
                CopyState.PENDING,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                null,
                null,
                NextVersion.after(0, now));
        return new TrackedCopy(copy, event.settings(), event.deadline(), null, 0, null, null, false, null);
    }
}
