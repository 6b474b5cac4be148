package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.deadletter.Cause;
import io.spirula.messaging.deadletter.DeadLetters;
import io.spirula.messaging.deadletter.LetterOrigin;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.deadletter.OrderKey;
import io.spirula.messaging.deadletter.PutAside;
import io.spirula.messaging.deadletter.Standing;
import io.spirula.messaging.wire.Incoming;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes one record: what comes of it, the memory of it and the position after it are one transaction. An event whose key has an
 * open dead letter is put behind that one, so that order within the key is kept.
 */
final class RecordTaker {

    private static final Logger LOG = LoggerFactory.getLogger(RecordTaker.class);

    private final Service service;
    private final Intake intake;
    private final PositionTable positions;
    private final LetterTable letters;
    private final DeadLetters deadLetters;
    private final TransactionTemplate transactions;
    private final InboxMeters meters;

    RecordTaker(
            Service service,
            Intake intake,
            PositionTable positions,
            LetterTable letters,
            DeadLetters deadLetters,
            TransactionTemplate transactions,
            InboxMeters meters) {
        this.service = service;
        this.intake = intake;
        this.positions = positions;
        this.letters = letters;
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        this.meters = meters;
    }

    /**
     * @throws PositionMovedException when the record is not this reader's to take
     * @throws RuntimeException when it could not be taken; nothing was stored
     */
    void take(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor) throws InterruptedException {
        Incoming incoming = intake.decode(topic, record);
        if (incoming instanceof Incoming.Poison poison) {
            putAside(topic, record, cursor, new Cause(poison.reason(), poison.detail()));
        } else if (intake.concerns(incoming)) {
            boolean taken = false;
            while (!taken) {
                Optional<UUID> head = takeUnlessItWaits(topic, record, cursor, incoming);
                taken = head.isEmpty() || park(topic, record, cursor, head.get());
            }
        } else {
            transactions.executeWithoutResult(status -> advance(record, cursor));
        }
    }

    /** Takes it out of the way: into the dead letters first, then past it. */
    void putAside(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor, Cause cause)
            throws InterruptedException {
        LetterOrigin origin = LetterOrigin.of(service, record, cursor.topicId());
        if (letters.standing(origin, null).passes()) {
            transactions.executeWithoutResult(status -> advance(record, cursor));
            return;
        }
        PutAside aside = deadLetters.add(topic, cursor.topicId(), record, cause);
        transactions.executeWithoutResult(status -> {
            advance(record, cursor);
            letters.put(aside);
        });
        meters.dead(topic, cause.reason());
        LOG.error(
                "DEAD_LETTER: {} is record {} of {}-{}, which was put aside: {}: {}. See spirula dlt show {}",
                origin.letter(),
                record.offset(),
                record.topic(),
                record.partition(),
                cause.reason(),
                cause.message(),
                origin.letter());
    }

    /** Returns the dead letter that it has to wait for; empty when it is taken. */
    private Optional<UUID> takeUnlessItWaits(
            Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor, Incoming incoming) {
        return Objects.requireNonNull(transactions.execute(status -> {
            advance(record, cursor);
            Standing standing = standing(record, cursor);
            if (standing.passes()) {
                return Optional.empty();
            }
            if (standing.head() != null && !intake.isKnown(incoming)) {
                status.setRollbackOnly();
                return Optional.of(standing.head());
            }
            intake.handle(topic, record, incoming);
            return Optional.empty();
        }));
    }

    /** Returns whether it waits behind an open letter now; there may be none any more. */
    private boolean park(Topic topic, ConsumerRecord<byte[], byte[]> record, Cursor cursor, UUID head)
            throws InterruptedException {
        PutAside aside = deadLetters.add(topic, cursor.topicId(), record, Cause.waitsBehind(head));
        boolean parked = Boolean.TRUE.equals(transactions.execute(status -> {
            advance(record, cursor);
            if (standing(record, cursor).head() == null) {
                status.setRollbackOnly();
                return false;
            }
            letters.put(aside);
            return true;
        }));
        if (parked) {
            LOG.info("Record {} of {}-{} waits behind {}", record.offset(), record.topic(), record.partition(), head);
        }
        return parked;
    }

    private Standing standing(ConsumerRecord<byte[], byte[]> record, Cursor cursor) {
        return letters.standing(LetterOrigin.of(service, record, cursor.topicId()), OrderKey.of(record));
    }

    private void advance(ConsumerRecord<byte[], byte[]> record, Cursor cursor) {
        positions.advance(new TopicPartition(record.topic(), record.partition()), cursor, record.offset() + 1);
    }
}
