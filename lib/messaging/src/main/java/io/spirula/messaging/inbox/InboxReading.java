package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * What one consumer does with the partitions that it is given, from its subscription on: record by record, in order within a
 * partition. A record that fails holds up its partition and no other, while the consumer goes on polling and stays in its
 * group. One thread.
 */
final class InboxReading implements ConsumerRebalanceListener {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PUT_BACK = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Topic> topics;
    private final PartitionPlacement placement;
    private final DeniedTopics denied;
    private final RecordRetry records;
    private final InboxMeters meters;
    private final BooleanSupplier stopping;
    private final Map<TopicPartition, PartitionReader> readers = new HashMap<>();
    private final ToldOffsets offsets;
    private volatile int assigned;

    InboxReading(
            Consumer<byte[], byte[]> consumer,
            Map<String, Topic> topics,
            PartitionPlacement placement,
            DeniedTopics denied,
            RecordRetry records,
            InboxMeters meters,
            BooleanSupplier stopping) {
        this.consumer = consumer;
        this.topics = topics;
        this.placement = placement;
        this.denied = denied;
        this.records = records;
        this.meters = meters;
        this.stopping = stopping;
        this.offsets = new ToldOffsets(consumer);
    }

    /** How many partitions it reads now. */
    int assigned() {
        return assigned;
    }

    /**
     * Reads until it is to stop.
     *
     * @param answered called after each answer of Kafka
     */
    void run(Runnable answered) throws InterruptedException {
        subscribe();
        while (!stopping.getAsBoolean()) {
            if (denied.recheck()) {
                subscribe();
            }
            placement.recheck(consumer, readers.values());
            placement.place(consumer, readers.values());
            pause();
            ConsumerRecords<byte[], byte[]> polled = poll();
            answered.run();
            if (polled.isEmpty() || placement.confirm(readers.values())) {
                take(polled);
            } else {
                putBack(polled);
            }
            tellOffsets();
        }
    }

    /** A consumer of nothing cannot even ask: where all are denied, it asks for all. */
    private void subscribe() {
        Set<String> allowed = new HashSet<>(topics.keySet());
        allowed.removeAll(denied.why().keySet());
        consumer.subscribe(allowed.isEmpty() ? topics.keySet() : allowed, this);
    }

    /** A topic that may not be read is left out from then on, and keeps none of the others from being read. */
    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(timeout());
        } catch (TopicAuthorizationException e) {
            denied.deny(e.unauthorizedTopics());
            if (denied.why().keySet().containsAll(topics.keySet())) {
                throw e;
            }
            subscribe();
            return ConsumerRecords.empty();
        }
    }

    /** What was polled is taken or sought back to by now, so the consumer's position is ours, and past markers of transactions. */
    private void tellOffsets() {
        if (stopping.getAsBoolean()) {
            return;
        }
        for (PartitionReader reader : readers.values()) {
            if (reader.cursor() != null) {
                offsets.look(reader.partition());
            }
        }
        offsets.tellWhenDue();
    }

    private void pause() {
        for (PartitionReader reader : readers.values()) {
            List<TopicPartition> partition = List.of(reader.partition());
            if (reader.cursor() == null || reader.heldNanos() > 0 || !mayRead(reader)) {
                consumer.pause(partition);
            } else {
                consumer.resume(partition);
            }
        }
    }

    private boolean mayRead(PartitionReader reader) {
        return placement.mayRead(reader)
                && !denied.why().containsKey(reader.partition().topic());
    }

    private Duration timeout() {
        long nanos = readers.values().stream()
                .mapToLong(PartitionReader::heldNanos)
                .filter(held -> held > 0)
                .min()
                .orElse(POLL.toNanos());
        return Duration.ofNanos(Math.min(nanos, POLL.toNanos()));
    }

    private void take(ConsumerRecords<byte[], byte[]> polled) throws InterruptedException {
        for (TopicPartition partition : polled.partitions()) {
            PartitionReader reader = readers.get(partition);
            if (reader != null && reader.cursor() != null) {
                take(reader, polled.records(partition));
            }
        }
    }

    private void take(PartitionReader reader, List<ConsumerRecord<byte[], byte[]>> polled) throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            Cursor cursor = reader.cursor();
            if (stopping.getAsBoolean() || cursor == null) {
                return;
            }
            if (record.offset() < cursor.next()) {
                // the broker's end was before our position, so the client went back to the beginning by itself
                reader.displace();
                return;
            }
            meters.waiting(reader.partition(), record.timestamp());
            Optional<Duration> wait = records.take(reader, cursor, record);
            if (wait.isPresent()) {
                reader.hold(wait.get().toNanos());
                consumer.seek(reader.partition(), record.offset());
                return;
            }
        }
        meters.caughtUp(reader.partition());
    }

    private void putBack(ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            PartitionReader reader = readers.get(partition);
            if (reader == null) {
                continue;
            }
            Cursor cursor = reader.cursor();
            if (cursor != null) {
                consumer.seek(partition, cursor.next());
                reader.hold(PUT_BACK.toNanos());
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        for (TopicPartition partition : partitions) {
            Topic topic = topics.get(partition.topic());
            if (topic != null) {
                readers.put(partition, new PartitionReader(partition, topic));
            }
        }
        assigned = readers.size();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            readers.remove(partition);
            offsets.forget(partition);
            meters.caughtUp(partition);
        }
        assigned = readers.size();
    }
}
