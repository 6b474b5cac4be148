package io.spirula.messaging.deadletter;

import io.spirula.messaging.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads single records of dead-letter topics, without a group. Not safe for use by many threads. */
public final class LetterReader implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;

    private LetterReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    public static LetterReader open(KafkaClients clients, String clientId) {
        return new LetterReader(clients.consumer(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                clientId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1)));
    }

    /**
     * Empty when that letter is not there any more.
     *
     * @throws KafkaException when Kafka does not answer in time
     */
    public Optional<StoredLetter> read(Letter letter) {
        LetterPlace place = letter.place();
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        if (consumer.partitionsFor(place.topic(), LIMIT).size() <= place.partition()) {
            return Optional.empty();
        }
        List<TopicPartition> partitions = List.of(partition);
        consumer.assign(partitions);
        long beginning = consumer.beginningOffsets(partitions, LIMIT).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(partitions, LIMIT).getOrDefault(partition, 0L);
        if (place.offset() < beginning || place.offset() >= end) {
            return Optional.empty();
        }
        consumer.seek(partition, place.offset());
        return Optional.of(new StoredLetter(first(partition)))
                .filter(stored -> stored.record().offset() == place.offset() && stored.is(letter.id()));
    }

    private ConsumerRecord<byte[], byte[]> first(TopicPartition partition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
            if (!polled.isEmpty()) {
                return polled.get(0);
            }
        }
        throw new TimeoutException("Nothing was read from " + partition + " within " + LIMIT);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
