package io.spirula.snapshot.retention;

import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A removal that this service told of, also when the database that recorded it was lost. */
@Component
class SnapshotPrunedHandler implements EventHandler<SnapshotPruned> {

    private final SourceSnapshots snapshots;

    SnapshotPrunedHandler(SourceSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Class<SnapshotPruned> eventClass() {
        return SnapshotPruned.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotPruned> received) {
        SnapshotPruned event = received.event();
        snapshots.ended(event.image(), event.snapshotId(), SnapshotState.PRUNED, event.reason(), event.prunedAt());
    }
}
