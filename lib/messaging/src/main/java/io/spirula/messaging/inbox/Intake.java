package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.wire.RecordDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a record means to the service, wherever it was read. Safe for use by many threads. */
public final class Intake {

    private final RecordDecoder decoder;
    private final Subscriptions subscriptions;
    private final InboxTable inbox;
    private final PositionTable positions;
    private final Traces traces;
    private final InboxMeters meters;

    Intake(
            RecordDecoder decoder,
            Subscriptions subscriptions,
            InboxTable inbox,
            PositionTable positions,
            Traces traces,
            InboxMeters meters) {
        this.decoder = decoder;
        this.subscriptions = subscriptions;
        this.inbox = inbox;
        this.positions = positions;
        this.traces = traces;
        this.meters = meters;
    }

    public Incoming decode(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        return decoder.decode(topic, record);
    }

    /** Whether something here takes it. */
    boolean concerns(Incoming incoming) {
        return incoming instanceof Incoming.Known known
                ? subscriptions.takes(known.event().type())
                : incoming instanceof Incoming.Tombstone;
    }

    /** Whether it is an event that was handled before. */
    boolean isKnown(Incoming incoming) {
        return incoming instanceof Incoming.Known known && inbox.contains(known.id());
    }

    /**
     * Waits for whoever takes records of the partition and keeps others from it until the current transaction ends.
     */
    public void hold(String topic, int partition) {
        positions.hold(new TopicPartition(topic, partition));
    }

    /**
     * Handles it in the current transaction, once however often it comes.
     *
     * @throws RuntimeException what a handler throws
     */
    public void handle(Topic topic, ConsumerRecord<byte[], byte[]> record, Incoming incoming) {
        if (incoming instanceof Incoming.Tombstone tombstone) {
            subscriptions.handleTombstone(topic, tombstone.key());
        } else if (incoming instanceof Incoming.Known known && concerns(known)) {
            handle(topic, record, known);
        }
    }

    private void handle(Topic topic, ConsumerRecord<byte[], byte[]> record, Incoming.Known known) {
        if (!inbox.add(known.id(), topic.wireName())) {
            meters.duplicate(topic);
            return;
        }
        ReceivedEvent<Event> received = new ReceivedEvent<>(
                known.event(),
                known.id(),
                known.time(),
                known.sequence(),
                known.causation(),
                known.traceparent(),
                record.partition(),
                record.offset());
        traces.learn(known.event(), known.traceparent());
        try (LogScope scope = Traces.open(known.event(), known.traceparent())) {
            subscriptions.handle(received);
        }
    }
}
