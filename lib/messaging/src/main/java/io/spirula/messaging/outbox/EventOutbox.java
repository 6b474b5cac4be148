package io.spirula.messaging.outbox;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import java.util.UUID;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * Publishes events with the transaction that makes them true: all of them once it commits, none if it does not.
 *
 * <p>Every method needs a transaction that can write and refuses to work without one. Events of one topic and key leave in
 * the order in which their transactions committed, and within a transaction in the order of the calls. An event whose
 * id was appended before is not published a second time. Safe for use by many threads.
 */
public interface EventOutbox {

    /**
     * @throws IllegalTransactionStateException when there is no transaction
     * @throws RefusedEventException when it belongs to another service's topic or is too large to be published
     */
    void append(Event event);

    /**
     * @param causation id of the received event that led to this one
     * @see #append(Event)
     */
    void append(Event event, UUID causation);

    /**
     * Publishes the event again even if it was published before, after everything that was appended with its key so far:
     * for a topic that was lost, and for state that somebody has to be told anew. The id stays the same, so consumers
     * that know it ignore it.
     *
     * @see #append(Event)
     */
    void republish(Event event);

    /**
     * Has a key of a compacted topic forgotten, after everything that was appended with it so far: a tombstone is published.
     *
     * @throws IllegalArgumentException when the topic is not compacted, or belongs to another service
     * @see #append(Event)
     */
    void forget(Topic topic, String key);
}
