package io.spirula.transfer.copy;

import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A source snapshot is gone: what was still to be copied from it cannot be. */
@Component
final class SnapshotPrunedHandler implements EventHandler<SnapshotPruned> {

    private final CopyStore copies;
    private final GivingUp givingUp;

    SnapshotPrunedHandler(CopyStore copies, GivingUp givingUp) {
        this.copies = copies;
        this.givingUp = givingUp;
    }

    @Override
    public Class<SnapshotPruned> eventClass() {
        return SnapshotPruned.class;
    }

    @Override
    public void handle(ReceivedEvent<SnapshotPruned> received) {
        SnapshotPruned event = received.event();
        givingUp.giveUp(
                copies.openOfSnapshot(event.lineage(), event.image(), event.snapshotId()),
                SourceSnapshotGone.reason(
                        event.ref(), event.snapshot(), event.reason().text()));
    }
}
