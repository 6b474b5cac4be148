package io.spirula.restore.command;

import io.spirula.contracts.event.LeaseRefused;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** A restore cannot be: the copy may not be used. */
@Component
class LeaseRefusedHandler implements EventHandler<LeaseRefused> {

    private final Restores restores;
    private final ToldLeases told;
    private final WorkWaker waker;
    private final Clock clock;

    LeaseRefusedHandler(Restores restores, ToldLeases told, WorkWaker waker, Clock clock) {
        this.restores = restores;
        this.told = told;
        this.waker = waker;
        this.clock = clock;
    }

    @Override
    public Class<LeaseRefused> eventClass() {
        return LeaseRefused.class;
    }

    @Override
    public void handle(ReceivedEvent<LeaseRefused> received) {
        LeaseRefused event = received.event();
        told.keep(event.lease(), event);
        restores.waitingFor(event.lease()).ifPresent(restore -> {
            restores.giveUp(restore, event.reason(), clock.instant());
            waker.wake(Restores.QUEUE, restore.toString());
        });
    }
}
