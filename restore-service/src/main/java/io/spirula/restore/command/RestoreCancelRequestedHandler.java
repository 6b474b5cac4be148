package io.spirula.restore.command;

import io.spirula.contracts.event.RestoreCancelRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** Remembers that somebody wants a restore given up: its worker alone knows whether it is too late for that. */
@Component
class RestoreCancelRequestedHandler implements EventHandler<RestoreCancelRequested> {

    private final Restores restores;
    private final WorkWaker waker;

    RestoreCancelRequestedHandler(Restores restores, WorkWaker waker) {
        this.restores = restores;
        this.waker = waker;
    }

    @Override
    public Class<RestoreCancelRequested> eventClass() {
        return RestoreCancelRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<RestoreCancelRequested> received) {
        RestoreCancelRequested event = received.event();
        if (restores.askToCancel(event.restore(), event.requestedBy())) {
            waker.wake(Restores.QUEUE, event.restore().toString());
        }
    }
}
