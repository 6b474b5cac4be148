package io.spirula.transfer.copy;

import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** A run is cancelled: its copies are given up, also those that are not known yet. */
@Component
final class CancelRequestedHandler implements EventHandler<CancelRequested> {

    private final CopyStore copies;
    private final CancelledRuns cancelled;
    private final GivingUp givingUp;

    CancelRequestedHandler(CopyStore copies, CancelledRuns cancelled, GivingUp givingUp) {
        this.copies = copies;
        this.cancelled = cancelled;
        this.givingUp = givingUp;
    }

    @Override
    public Class<CancelRequested> eventClass() {
        return CancelRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<CancelRequested> received) {
        CancelRequested request = received.event();
        Reason why = cancelled.remember(request);
        givingUp.giveUp(copies.openOfRun(request.run(), request.lineage()), why);
    }
}
