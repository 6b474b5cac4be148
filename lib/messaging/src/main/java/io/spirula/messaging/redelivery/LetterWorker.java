package io.spirula.messaging.redelivery;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.deadletter.Cause;
import io.spirula.messaging.deadletter.Letter;
import io.spirula.messaging.deadletter.LetterReader;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.deadletter.OrderKey;
import io.spirula.messaging.deadletter.StoredLetter;
import io.spirula.messaging.inbox.FailureClassifier;
import io.spirula.messaging.inbox.Intake;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles letters after all, those of a key one after the other: the one that somebody asked for, then those that only waited
 * behind it, up to the first one that fails again.
 */
final class LetterWorker implements Worker {

    static final String QUEUE = "dead-letters";

    private static final Logger LOG = LoggerFactory.getLogger(LetterWorker.class);

    private final LetterTable letters;
    private final Intake intake;
    private final Supplier<LetterReader> reader;
    private final List<FailureClassifier> classifiers;

    LetterWorker(
            LetterTable letters, Intake intake, Supplier<LetterReader> reader, List<FailureClassifier> classifiers) {
        this.letters = letters;
        this.intake = intake;
        this.reader = reader;
        this.classifiers = List.copyOf(classifiers);
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return letters.due(limit).stream().map(OrderKey::toString).toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        OrderKey key = OrderKey.parse(turn.instance());
        try (LetterReader open = reader.get()) {
            Optional<Letter> due = due(key);
            while (due.isPresent() && !turn.shouldStop()) {
                handle(turn, open, due.get());
                due = due(key);
            }
        }
        return WorkResult.done();
    }

    private Optional<Letter> due(OrderKey key) {
        return letters.first(key).filter(Letter::isDue);
    }

    private void handle(WorkTurn turn, LetterReader open, Letter letter) {
        Optional<StoredLetter> stored = open.read(letter);
        Topic topic = topic(letter);
        if (stored.isEmpty()) {
            fail(turn, letter, new Cause("LETTER_GONE", "its record is not at " + letter.place() + " any more"));
        } else if (stored.get().isCut()) {
            fail(turn, letter, new Cause("LETTER_CUT", "its record was too large to be kept whole"));
        } else {
            ConsumerRecord<byte[], byte[]> record = stored.get().original(letter.origin());
            Incoming incoming = intake.decode(topic, record);
            if (incoming instanceof Incoming.Poison poison) {
                fail(turn, letter, new Cause(poison.reason(), poison.detail()));
            } else {
                handle(turn, letter, topic, record, incoming);
            }
        }
    }

    private void handle(
            WorkTurn turn, Letter letter, Topic topic, ConsumerRecord<byte[], byte[]> record, Incoming incoming) {
        try {
            turn.runInTransaction(() -> {
                if (isStillDue(letter)) {
                    intake.handle(topic, record, incoming);
                    letters.replayed(letter.id());
                }
            });
            LOG.info(
                    "Dead letter {} of {} was handled",
                    letter.id(),
                    letter.origin().topic());
        } catch (LostLeaseException e) {
            throw e;
        } catch (RuntimeException e) {
            if (classifiers.stream().anyMatch(classifier -> classifier.isTransient(e))) {
                throw e;
            }
            LOG.error("HANDLER_FAILED: dead letter {} could not be handled this time either", letter.id(), e);
            fail(turn, letter, Cause.handlerFailed(e));
        }
    }

    private void fail(WorkTurn turn, Letter letter, Cause cause) {
        turn.runInTransaction(() -> {
            if (isStillDue(letter)) {
                letters.failed(letter.id(), cause);
            }
        });
        LOG.warn("DEAD_LETTER: {} stays open: {}: {}", letter.id(), cause.reason(), cause.message());
    }

    /** To be called in a transaction, which then has the partition to itself. */
    private boolean isStillDue(Letter letter) {
        intake.hold(letter.origin().topic(), letter.origin().partition());
        OrderKey key = letter.orderKey();
        return key != null
                && due(key).filter(first -> first.id().equals(letter.id())).isPresent();
    }

    private static Topic topic(Letter letter) {
        String name = letter.origin().topic();
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No topic of this version: " + name));
    }
}
