package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event and where it came from.
 *
 * @param event what happened
 * @param id the CloudEvents id; give it on as causation of what follows from it
 * @param time when it was appended by its producer, by that machine's clock
 * @param sequence the producer's count of events with this key; gaps are normal
 * @param causation id of the event that led to this one
 * @param traceparent W3C trace context
 * @param partition of the topic
 * @param offset in the partition
 */
public record ReceivedEvent<E extends Event>(
        E event,
        UUID id,
        Instant time,
        long sequence,
        @Nullable UUID causation,
        @Nullable String traceparent,
        int partition,
        long offset) {}
