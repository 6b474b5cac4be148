package io.spirula.messaging.outbox;

import io.spirula.contracts.event.Event;

/** An event that must not be published by this service. Trying again cannot help. */
public final class RefusedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedEventException(Event event, String why) {
        super("EVENT_REFUSED: " + event.type().eventName() + " of " + event.businessKey() + " was not appended: "
                + why);
    }
}
