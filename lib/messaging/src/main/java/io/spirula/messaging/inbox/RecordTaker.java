package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.wire.RecordDecoder;
import io.spirula.messaging.wire.TraceParent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes one record: what comes of it, the memory of it and the position after it are one transaction. */
final class RecordTaker {

    private static final Logger LOG = LoggerFactory.getLogger(RecordTaker.class);

    private final RecordDecoder decoder;
    private final Subscriptions subscriptions;
    private final PositionTable positions;
    private final InboxTable inbox;
    private final DeadLetters deadLetters;
    private final TransactionTemplate transactions;
    private final InboxMeters meters;

    RecordTaker(
            RecordDecoder decoder,
            Subscriptions subscriptions,
            PositionTable positions,
            InboxTable inbox,
            DeadLetters deadLetters,
            TransactionTemplate transactions,
            InboxMeters meters) {
        this.decoder = decoder;
        this.subscriptions = subscriptions;
        this.positions = positions;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        this.meters = meters;
    }

    /**
     * @throws PositionMovedException when the record is not this reader's to take
     * @throws RuntimeException when it could not be taken; nothing was stored
     */
    void take(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor) throws InterruptedException {
        Incoming incoming = decoder.decode(topic, record);
        if (incoming instanceof Incoming.Poison poison) {
            putAside(topic, record, cursor, poison.reason(), poison.detail());
        } else if (incoming instanceof Incoming.Known known) {
            takeEvent(topic, record, cursor, known);
        } else if (incoming instanceof Incoming.Tombstone tombstone) {
            advance(record, cursor, () -> subscriptions.handleTombstone(topic, tombstone.key()));
        } else if (incoming instanceof Incoming.Unknown unknown) {
            LOG.debug("Ignored a {} on {}", unknown.type(), topic.wireName());
            meters.unknown(topic);
            advance(record, cursor, () -> {});
        }
    }

    /** Takes it out of the way: into the dead letters first, then past it. */
    void putAside(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor, String reason, String message)
            throws InterruptedException {
        deadLetters.add(topic, record, reason, message);
        advance(record, cursor, () -> {});
        meters.dead(topic, reason);
        LOG.error(
                "DEAD_LETTER: record {} of {}-{} was put aside on the service's dead-letter topic: {}: {}",
                record.offset(),
                record.topic(),
                record.partition(),
                reason,
                message);
    }

    private void takeEvent(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor, Incoming.Known known) {
        if (!subscriptions.takes(known.event().type())) {
            advance(record, cursor, () -> {});
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
        try (TraceParent.Scope scope = TraceParent.open(known.traceparent())) {
            advance(record, cursor, () -> {
                if (inbox.add(known.id(), topic.wireName())) {
                    subscriptions.handle(received);
                } else {
                    meters.duplicate(topic);
                }
            });
        }
    }

    private void advance(ConsumerRecord<byte[], byte[]> record, Cursor cursor, Runnable effects) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        transactions.executeWithoutResult(status -> {
            positions.advance(partition, cursor, record.offset());
            effects.run();
        });
    }
}
