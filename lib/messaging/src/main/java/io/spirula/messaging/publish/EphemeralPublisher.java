package io.spirula.messaging.publish;

import io.spirula.contracts.event.Event;

/**
 * Publishes events that may be lost, such as progress. Works with or without a transaction and never fails: what cannot be
 * sent is counted and forgotten. Safe for use by many threads.
 */
public interface EphemeralPublisher {

    /** Returns at once, or after {@code spirula.messaging.ephemeral.max-block} at the latest. The caller limits the rate. */
    void publish(Event event);
}
