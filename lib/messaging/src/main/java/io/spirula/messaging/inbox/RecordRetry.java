package io.spirula.messaging.inbox;

import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.deadletter.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of a record that cannot be taken: it is tried again, or put aside, never skipped. */
final class RecordRetry {

    private static final Logger LOG = LoggerFactory.getLogger(RecordRetry.class);

    private final RecordTaker taker;
    private final List<FailureClassifier> classifiers;
    private final InboxMeters meters;
    private final int attempts;
    private final BackOff backOff;

    RecordRetry(
            RecordTaker taker,
            List<FailureClassifier> classifiers,
            InboxMeters meters,
            MessagingProperties.Inbox settings) {
        this.taker = taker;
        this.classifiers = List.copyOf(classifiers);
        this.meters = meters;
        this.attempts = settings.attempts();
        this.backOff = new BackOff(settings.retryInterval(), settings.maxRetryInterval());
    }

    /** Returns how long to wait before the same record is tried again; empty when the partition can go on. */
    Optional<Duration> take(PartitionReader reader, Cursor cursor, ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        try {
            taker.take(reader.topic(), record, cursor);
            reader.taken(cursor, record.offset());
            return Optional.empty();
        } catch (PositionMovedException e) {
            reader.displace();
            return Optional.of(Duration.ZERO);
        } catch (RuntimeException e) {
            return isTransient(e) ? again(reader, record, e) : failedForGood(reader, cursor, record, e);
        }
    }

    private Optional<Duration> failedForGood(
            PartitionReader reader, Cursor cursor, ConsumerRecord<byte[], byte[]> record, RuntimeException failure)
            throws InterruptedException {
        int failures = reader.failedForGood();
        if (failures < attempts) {
            return Optional.of(backOff.after(failures));
        }
        LOG.error(
                "HANDLER_FAILED: {}-{} at {} failed {} times",
                record.topic(),
                record.partition(),
                record.offset(),
                failures,
                failure);
        try {
            taker.putAside(reader.topic(), record, cursor, Cause.handlerFailed(failure));
            reader.taken(cursor, record.offset());
            return Optional.empty();
        } catch (PositionMovedException e) {
            reader.displace();
            return Optional.of(Duration.ZERO);
        } catch (RuntimeException e) {
            return again(reader, record, e);
        }
    }

    private Optional<Duration> again(
            PartitionReader reader, ConsumerRecord<byte[], byte[]> record, RuntimeException failure) {
        int failures = reader.failed();
        Duration wait = backOff.after(failures);
        meters.retried(reader.topic());
        if (failures == 1) {
            LOG.warn(
                    "RECORD_WAITS: {}-{} at {} is tried again until it can be taken",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    failure);
        }
        return Optional.of(wait);
    }

    /** Kafka fails here only while a record is put aside. */
    private boolean isTransient(RuntimeException failure) {
        return failure instanceof KafkaException
                || classifiers.stream().anyMatch(classifier -> classifier.isTransient(failure));
    }
}
