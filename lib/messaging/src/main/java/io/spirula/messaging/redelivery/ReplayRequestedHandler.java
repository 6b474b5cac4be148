package io.spirula.messaging.redelivery;

import io.spirula.contracts.event.DeadLetterReplayRequested;
import io.spirula.contracts.event.Service;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;

/** A letter of ours is to be handled after all. */
record ReplayRequestedHandler(Service service, LetterTable letters, WorkWaker waker)
        implements EventHandler<DeadLetterReplayRequested> {

    @Override
    public Class<DeadLetterReplayRequested> eventClass() {
        return DeadLetterReplayRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<DeadLetterReplayRequested> received) {
        DeadLetterReplayRequested request = received.event();
        if (request.service() == service) {
            letters.askReplay(request.letter(), request.requestedBy())
                    .ifPresent(key -> waker.wake(LetterWorker.QUEUE, key.toString()));
        }
    }
}
