package io.spirula.restore.command;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** A restore may begin. One that has ended by now has said already that it needs no lease. */
@Component
class LeaseGrantedHandler implements EventHandler<LeaseGranted> {

    private final Restores restores;
    private final ToldLeases told;
    private final WorkWaker waker;

    LeaseGrantedHandler(Restores restores, ToldLeases told, WorkWaker waker) {
        this.restores = restores;
        this.told = told;
        this.waker = waker;
    }

    @Override
    public Class<LeaseGranted> eventClass() {
        return LeaseGranted.class;
    }

    @Override
    public void handle(ReceivedEvent<LeaseGranted> received) {
        told.keep(received.event().lease(), received.event());
        restores.waitingFor(received.event().lease()).ifPresent(restore -> {
            restores.granted(restore, received.event());
            waker.wake(Restores.QUEUE, restore.toString());
        });
    }
}
