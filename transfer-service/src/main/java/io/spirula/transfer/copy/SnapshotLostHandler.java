package io.spirula.transfer.copy;

import io.spirula.contracts.event.SnapshotLost;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A source snapshot is gone: what was still to be copied from it cannot be. */
@Component
final class SnapshotLostHandler implements EventHandler<SnapshotLost> {

    private final CopyStore copies;
    private final GivingUp givingUp;

    SnapshotLostHandler(CopyStore copies, GivingUp givingUp) {
        this.copies = copies;
        this.givingUp = givingUp;
    }

    @Override
    public Class<SnapshotLost> eventClass() {
        return SnapshotLost.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotLost> received) {
        SnapshotLost event = received.event();
        givingUp.giveUp(
                copies.openOfSnapshot(event.lineage(), event.image(), event.snapshotId()),
                SourceSnapshotGone.reason(
                        event.ref(), event.snapshot(), event.reason().text()));
    }
}
