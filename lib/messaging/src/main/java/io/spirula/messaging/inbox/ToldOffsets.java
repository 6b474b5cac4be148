package io.spirula.messaging.inbox;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka how far partitions were read, so that its tools show the lag. Nobody reads it back: positions are in the database.
 * At most once a second, and only what changed. One thread.
 */
final class ToldOffsets {

    private static final Logger LOG = LoggerFactory.getLogger(ToldOffsets.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> reached = new HashMap<>();
    private final Map<TopicPartition, Long> told = new HashMap<>();
    private long lastTold = System.nanoTime() - INTERVAL.toNanos();

    ToldOffsets(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    void look(TopicPartition partition) {
        try {
            reached.put(partition, consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException e) {
            LOG.debug("The position of {} is being looked up", partition, e);
        }
    }

    void forget(TopicPartition partition) {
        reached.remove(partition);
        told.remove(partition);
    }

    void tellWhenDue() {
        if (System.nanoTime() - lastTold < INTERVAL.toNanos()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
        reached.forEach((partition, offset) -> {
            if (!offset.equals(told.get(partition))) {
                news.put(partition, new OffsetAndMetadata(offset));
            }
        });
        if (news.isEmpty()) {
            return;
        }
        lastTold = System.nanoTime();
        consumer.commitAsync(news, (offsets, failure) -> {
            if (failure == null) {
                offsets.forEach((partition, offset) -> told.put(partition, offset.offset()));
            } else {
                LOG.debug("Kafka was not told the offsets; its tools show too much lag", failure);
            }
        });
    }
}
