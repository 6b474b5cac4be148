package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Hears all that is told on some topics, from their beginning and in a thread of its own, also when Kafka is away for a while. */
final class Chronicle implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCHING_UP = Duration.ofMinutes(2);

    private final List<String> topics;
    private final String bootstrapServers;
    private final Consumer<Told> listener;
    private final Thread thread = new Thread(this::follow, "chronicle");
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private Chronicle(World world, Consumer<Told> listener, List<String> topics) {
        this.bootstrapServers = world.sandbox().kafka().bootstrapServers();
        this.listener = listener;
        this.topics = topics;
    }

    static Chronicle of(World world, Consumer<Told> listener, String... topics) {
        Chronicle chronicle = new Chronicle(world, listener, List.of(topics));
        chronicle.thread.start();
        return chronicle;
    }

    /** Returns when all that was told before was heard. */
    void catchUp() {
        long question = asked.incrementAndGet();
        await("the chronicle catches up").atMost(CATCHING_UP).until(() -> {
            requireSound();
            return answered.get() >= question;
        });
    }

    void requireSound() {
        Throwable cause = failure;
        if (cause != null) {
            throw new AssertionError("the chronicle is broken", cause);
        }
    }

    private void follow() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> partitions(consumer, topic))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> told : consumer.poll(POLL)) {
                    if (told.value() != null) {
                        listener.accept(Told.read(told));
                    }
                }
                answer(consumer, partitions);
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private static Stream<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()));
    }

    private void answer(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long question = asked.get();
        if (answered.get() >= question) {
            return;
        }
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Duration.ofSeconds(5));
            if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                answered.set(question);
            }
        } catch (KafkaException e) {
            // Kafka is away: asked again after the next poll
            System.out.println("the chronicle asks again: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
