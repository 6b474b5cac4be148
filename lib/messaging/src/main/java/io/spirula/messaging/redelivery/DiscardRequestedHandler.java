package io.spirula.messaging.redelivery;

import io.spirula.contracts.event.DeadLetterDiscardRequested;
import io.spirula.contracts.event.Service;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;

/** A letter of ours is given up, and what waits behind it goes on. */
record DiscardRequestedHandler(Service service, LetterTable letters, WorkWaker waker)
        implements EventHandler<DeadLetterDiscardRequested> {

    @Override
    public Class<DeadLetterDiscardRequested> eventClass() {
        return DeadLetterDiscardRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<DeadLetterDiscardRequested> received) {
        DeadLetterDiscardRequested request = received.event();
        if (request.service() == service) {
            letters.discard(request.letter(), request.requestedBy())
                    .ifPresent(key -> waker.wake(LetterWorker.QUEUE, key.toString()));
        }
    }
}
