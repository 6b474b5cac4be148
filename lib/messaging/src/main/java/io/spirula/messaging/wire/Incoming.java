package io.spirula.messaging.wire;

import io.spirula.contracts.event.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a record turned out to be. */
public sealed interface Incoming {

    /**
     * An event that this version knows.
     *
     * @param event what happened
     * @param id CloudEvents id
     * @param time when it was told; the record's time when the producer did not say
     * @param sequence the producer's count of events with this key; 0 when it did not count
     * @param causation id of the event that led to it
     * @param traceparent W3C trace context
     */
    record Known(
            Event event,
            UUID id,
            Instant time,
            long sequence,
            @Nullable UUID causation,
            @Nullable String traceparent) implements Incoming {}

    /**
     * A newer version of an event that the reader takes no version of.
     *
     * @param type CloudEvents type
     */
    record NotTaken(String type) implements Incoming {}

    /**
     * The deletion of a key of a compacted topic.
     *
     * @param key the record key
     */
    record Tombstone(String key) implements Incoming {}

    /**
     * Nothing that can ever be understood.
     *
     * @param reason a stable code
     * @param detail what is wrong; at most 500 characters, none of them control characters, since it quotes what came
     */
    record Poison(String reason, String detail) implements Incoming {

        private static final int MAX_DETAIL = 500;

        public Poison {
            detail = QuotedText.of(detail, MAX_DETAIL);
        }
    }
}
