package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;

/**
 * Takes one type of event. Every bean of this kind is subscribed.
 *
 * <p>It runs inside the transaction that records the event as received, so it does nothing slow and touches nothing but
 * the database: it stores what is to be done and wakes a worker. It must come to the same result when an event comes twice,
 * late or out of order with other keys, also when the inbox was lost.
 */
public interface EventHandler<E extends Event> {

    Class<E> eventClass();

    /**
     * Transient failures (see {@link FailureClassifier}) are retried until they pass. After any other exception the
     * event is tried a few times more and then goes to the dead-letter topic.
     */
    void handle(ReceivedEvent<E> event);
}
