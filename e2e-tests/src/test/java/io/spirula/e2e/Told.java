package io.spirula.e2e;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event as anybody can read it from Kafka.
 *
 * @param type as {@code RunCompleted}
 * @param id the same one when it was sent twice
 */
record Told(String topic, String type, String id, JsonNode body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration POLL = Duration.ofMillis(200);

    /** All that a topic holds, read from its beginning by a consumer that knows nothing of Spirula. */
    static List<Told> all(World world, String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", world.sandbox().kafka().bootstrapServers(), "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<Told> events = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                    // on a compacted topic a null forgets its key and tells nothing
                    if (event.value() != null) {
                        events.add(read(event));
                    }
                }
            }
            return events;
        }
    }

    static Told read(ConsumerRecord<byte[], byte[]> event) {
        String type = header(event, "ce_type");
        String name = type.substring("io.spirula.".length(), type.lastIndexOf('.'));
        return new Told(event.topic(), name, header(event, "ce_id"), JSON.readTree(event.value()));
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        Header header = event.headers().lastHeader(name);
        if (header == null) {
            throw new AssertionError(event.topic() + " has a record without " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
