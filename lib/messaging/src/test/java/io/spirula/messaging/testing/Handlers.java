package io.spirula.messaging.testing;

import io.spirula.contracts.event.Event;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import java.time.Clock;
import java.util.Collection;
import org.springframework.transaction.support.TransactionTemplate;

/** The handlers of a service, told of events as the inbox does, but of an event that comes twice also twice. */
public record Handlers(Collection<? extends EventHandler<?>> all, TransactionTemplate transactions, Clock clock) {

    public void tell(Event event) {
        all.stream()
                .filter(handler -> handler.eventClass() == event.getClass())
                .forEach(handler -> transactions.executeWithoutResult(status -> hand(handler, event)));
    }

    private <E extends Event> void hand(EventHandler<E> handler, Event event) {
        handler.handle(new ReceivedEvent<>(
                handler.eventClass().cast(event), event.eventId(), clock.instant(), 1, null, null, 0, 0));
    }
}
