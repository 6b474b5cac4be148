package io.spirula.restore.doctor;

import io.spirula.contracts.event.CopyCompleted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** Where there are copies there may be restores: the rights that those need are looked at before somebody asks for one. */
@Component
class CopyCompletedHandler implements EventHandler<CopyCompleted> {

    private final ReplicaPools pools;

    CopyCompletedHandler(ReplicaPools pools) {
        this.pools = pools;
    }

    @Override
    public Class<CopyCompleted> eventClass() {
        return CopyCompleted.class;
    }

    @Override
    public void handle(ReceivedEvent<CopyCompleted> received) {
        pools.seen(received.event().copy().target());
    }
}
