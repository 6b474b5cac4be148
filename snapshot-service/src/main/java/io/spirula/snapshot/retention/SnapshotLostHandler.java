package io.spirula.snapshot.retention;

import io.spirula.contracts.event.SnapshotLost;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A loss that this service told of, also when the database that recorded it was lost. */
@Component
class SnapshotLostHandler implements EventHandler<SnapshotLost> {

    private final SourceSnapshots snapshots;

    SnapshotLostHandler(SourceSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public Class<SnapshotLost> eventClass() {
        return SnapshotLost.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotLost> received) {
        SnapshotLost event = received.event();
        snapshots.ended(event.image(), event.snapshotId(), SnapshotState.LOST, event.reason(), event.noticedAt());
    }
}
