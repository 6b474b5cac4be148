package io.spirula.transfer.adoption;

import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** Somebody wants a place to be adopted: done by a worker. One that is asked for again is answered again. */
@Component
final class AdoptionRequestedHandler implements EventHandler<AdoptionRequested> {

    private final AdoptionStore adoptions;
    private final AdoptionAnswers answers;
    private final WorkWaker waker;

    AdoptionRequestedHandler(AdoptionStore adoptions, AdoptionAnswers answers, WorkWaker waker) {
        this.adoptions = adoptions;
        this.answers = answers;
        this.waker = waker;
    }

    @Override
    public Class<AdoptionRequested> eventClass() {
        return AdoptionRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<AdoptionRequested> received) {
        AdoptionRequested order = received.event();
        adoptions.request(order);
        Adoption adoption = adoptions.find(order.adoption()).orElseThrow();
        if (adoption.endedAt() == null) {
            waker.wake(AdoptionWorker.QUEUE, order.adoption().toString());
        } else {
            answers.again(adoption, adoption.endedAt());
        }
    }
}
