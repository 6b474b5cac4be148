package io.spirula.snapshot.retention;

import io.spirula.contracts.event.BaseReleased;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A target let a snapshot go. */
@Component
class BaseReleasedHandler implements EventHandler<BaseReleased> {

    private final SnapshotLeases leases;
    private final RetentionDue due;

    BaseReleasedHandler(SnapshotLeases leases, RetentionDue due) {
        this.leases = leases;
        this.due = due;
    }

    @Override
    public Class<BaseReleased> eventClass() {
        return BaseReleased.class;
    }

    @Override
    public void handle(ReceivedEvent<BaseReleased> received) {
        BaseReleased event = received.event();
        leases.end(event.image(), event.snapshotId(), event.target(), event.reason(), event.releasedAt());
        due.mark(event.lineage());
    }
}
