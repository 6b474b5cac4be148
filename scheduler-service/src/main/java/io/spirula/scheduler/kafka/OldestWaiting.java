package io.spirula.scheduler.kafka;

import io.spirula.messaging.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks up when records were written, without a group. Bounded in time: what is not found by then is not told. One thread. */
@Component
class OldestWaiting {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaClients clients;

    OldestWaiting(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * @param partition a partition
     * @param offset from where on
     */
    record Place(TopicPartition partition, long offset) {}

    /**
     * Timestamps in milliseconds of the first record at each place or after it; null where there is none up to the end.
     */
    Map<Place, @Nullable Long> timestamps(Set<Place> places) {
        Map<Place, @Nullable Long> found = new HashMap<>();
        if (places.isEmpty()) {
            return found;
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        Consumer<byte[], byte[]> consumer = clients.consumer(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "spirula.scheduler-service.lag",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                16 * 1024));
        try {
            Set<Place> open = new HashSet<>(places);
            while (!open.isEmpty() && System.nanoTime() < end) {
                Map<TopicPartition, Place> round = new HashMap<>();
                open.forEach(place -> round.putIfAbsent(place.partition(), place));
                open.removeAll(round.values());
                look(consumer, round, end, found);
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
        return found;
    }

    private static void look(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Place> round,
            long end,
            Map<Place, @Nullable Long> found) {
        Set<TopicPartition> open = new HashSet<>(round.keySet());
        consumer.assign(open);
        Map<TopicPartition, Long> ends = consumer.endOffsets(open, LIMIT);
        round.forEach((partition, place) -> consumer.seek(partition, place.offset()));
        while (!open.isEmpty() && System.nanoTime() < end) {
            var polled = consumer.poll(POLL);
            for (Place place : List.copyOf(round.values())) {
                TopicPartition partition = place.partition();
                List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
                boolean atEnd = open.contains(partition)
                        && consumer.position(partition, LIMIT) >= ends.getOrDefault(partition, 0L);
                if (open.contains(partition) && (!records.isEmpty() || atEnd)) {
                    found.put(place, records.isEmpty() ? null : records.get(0).timestamp());
                    open.remove(partition);
                    consumer.pause(List.of(partition));
                }
            }
        }
    }
}
