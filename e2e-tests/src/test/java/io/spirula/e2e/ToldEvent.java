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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A record as anybody may read it who knows the public contract alone: CloudEvents in binary mode, data as JSON. */
record ToldEvent(ConsumerRecord<byte[], byte[]> record) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All records of all of Spirula's topics, from the first one to those that are there now. Tombstones are left out. */
    static List<ToldEvent> all(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                false,
                "isolation.level",
                "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().entrySet().stream()
                    .filter(topic -> topic.getKey().startsWith("spirula.")
                            && !topic.getKey().endsWith(".dlt"))
                    .flatMap(topic -> topic.getValue().stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ToldEvent> told = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) {
                        told.add(new ToldEvent(record));
                    }
                }
            }
            return told;
        }
    }

    String id() {
        return String.valueOf(header("id"));
    }

    String type() {
        return String.valueOf(header("type"));
    }

    /** An attribute or extension of the CloudEvent; null when it has none. */
    @Nullable
    String header(String name) {
        Header header = record.headers().lastHeader("ce_" + name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    JsonNode data() {
        return JSON.readTree(record.value());
    }
}
