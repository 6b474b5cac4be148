package io.spirula.messaging.deadletter;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Finds letters that a database does not know because it was set back, and whose records will not be read again because their
 * topic does not keep them any more. Thread-safe.
 */
public final class LostLetters {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients clients;
    private final Service service;

    public LostLetters(KafkaClients clients, Service service) {
        this.clients = clients;
        this.service = service;
    }

    /**
     * Hands over each letter on the dead-letter topic whose record is wanted, as it was when it was put aside.
     *
     * @throws KafkaException when Kafka does not answer in time
     */
    public void find(Topic topic, Predicate<LetterOrigin> wanted, Consumer<PutAside> found) {
        String name = topic.deadLetterTopic(service);
        var consumer = clients.consumer(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                "spirula." + service.wireName() + ".lost-letters",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(name, LIMIT).stream()
                    .map(info -> new TopicPartition(name, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(
                    consumer,
                    ends,
                    stored -> stored.aside(service)
                            .filter(aside -> wanted.test(aside.letter().origin()))
                            .ifPresent(found));
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private static void read(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Consumer<StoredLetter> reader) {
        long progress = System.nanoTime();
        while (isBehind(consumer, ends.entrySet())) {
            var polled = consumer.poll(POLL);
            polled.forEach(record -> reader.accept(new StoredLetter(record)));
            if (!polled.isEmpty()) {
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > LIMIT.toNanos()) {
                throw new TimeoutException("Dead letters were not read within " + LIMIT);
            }
        }
    }

    private static boolean isBehind(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Collection<Map.Entry<TopicPartition, Long>> ends) {
        return ends.stream().anyMatch(end -> consumer.position(end.getKey(), LIMIT) < end.getValue());
    }
}
