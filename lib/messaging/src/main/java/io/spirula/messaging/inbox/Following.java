package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;
import java.util.function.Consumer;

/** A handler that needs nothing but the event itself. */
public record Following<E extends Event>(Class<E> eventClass, Consumer<E> follow) implements EventHandler<E> {

    @Override
    public void handle(ReceivedEvent<E> event) {
        follow.accept(event.event());
    }
}
