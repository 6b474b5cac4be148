package io.spirula.restore.command;

import io.spirula.contracts.event.RestoreRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.work.WorkWaker;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Stores a restore and asks for the lease that it needs. */
@Component
class RestoreRequestedHandler implements EventHandler<RestoreRequested> {

    private final Restores restores;
    private final ToldEnds ends;
    private final EventOutbox outbox;
    private final WorkWaker waker;
    private final Clock clock;

    RestoreRequestedHandler(Restores restores, ToldEnds ends, EventOutbox outbox, WorkWaker waker, Clock clock) {
        this.restores = restores;
        this.ends = ends;
        this.outbox = outbox;
        this.waker = waker;
        this.clock = clock;
    }

    @Override
    public Class<RestoreRequested> eventClass() {
        return RestoreRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<RestoreRequested> received) {
        RestoreRequested request = received.event();
        if (restores.insert(request)) {
            if (ends.apply(request.restore())) {
                waker.wake(Restores.QUEUE, request.restore().toString());
                return;
            }
            restores.find(request.restore())
                    .ifPresent(restore -> outbox.append(restore.leaseRequested(clock.instant()), received.id()));
            waker.wake(Restores.QUEUE, request.restore().toString());
        }
    }
}
