package io.spirula.messaging.outbox;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.Origin;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.wire.OutgoingEvent;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

final class TransactionalOutbox implements EventOutbox {

    /** Kafka takes records up to 1 MiB unless told otherwise; the envelope needs some of it. */
    private static final int MAX_PAYLOAD = 960 * 1024;

    private final OutboxTable table;
    private final Origin origin;
    private final EventJson json;
    private final Traces traces;
    private final Clock clock;

    TransactionalOutbox(OutboxTable table, Origin origin, EventJson json, Traces traces, Clock clock) {
        this.table = table;
        this.origin = origin;
        this.json = json;
        this.traces = traces;
        this.clock = clock;
    }

    @Override
    public void append(Event event) {
        add(event, null, false);
    }

    @Override
    public void append(Event event, UUID causation) {
        add(event, causation, false);
    }

    @Override
    public void republish(Event event) {
        add(event, null, true);
    }

    @Override
    public void forget(Topic topic, String key) {
        requireTransaction("a tombstone of " + key);
        if (!topic.compacted() || topic.producer() != origin.service()) {
            throw new IllegalArgumentException(
                    origin.service().wireName() + " has no tombstones to write to " + topic.wireName());
        }
        PendingEvents.ofCurrentTransaction(table).add(OutgoingEvent.tombstone(topic, key, clock.instant()), true);
    }

    private static void requireTransaction(String what) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalTransactionStateException(
                    "OUTBOX_NEEDS_TRANSACTION: " + what + " was appended outside a transaction that can write");
        }
    }

    private void add(Event event, @Nullable UUID causation, boolean again) {
        requireTransaction(event.type().eventName() + " of " + event.businessKey());
        if (event.type().topic().producer() != origin.service()) {
            throw new RefusedEventException(
                    event,
                    "only " + event.type().topic().producer().wireName() + " writes to "
                            + event.type().topic().wireName());
        }
        OutgoingEvent outgoing = OutgoingEvent.of(event, causation, traces.of(event), clock.instant(), json);
        if (outgoing.size() > MAX_PAYLOAD) {
            throw new RefusedEventException(
                    event, "it has " + outgoing.size() + " bytes; at most " + MAX_PAYLOAD + " can be published");
        }
        PendingEvents.ofCurrentTransaction(table).add(outgoing, again);
    }
}
