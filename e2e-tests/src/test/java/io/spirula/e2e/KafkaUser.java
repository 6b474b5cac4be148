package io.spirula.e2e;

import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.KafkaSecurity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A client of a broker with access control that is one of its users, and does not keep to what that user is for. */
final class KafkaUser implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> settings = new HashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;

    private KafkaUser(KafkaSandboxBroker broker, Map<String, String> client) {
        settings.putAll(client);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("default.api.timeout.ms", (int) LIMIT.toMillis());
        Map<String, Object> producing = new HashMap<>(settings);
        producing.remove("default.api.timeout.ms");
        producing.put("enable.idempotence", false);
        producing.put("max.block.ms", LIMIT.toMillis());
        producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(settings);
    }

    static KafkaUser of(KafkaSandboxBroker broker, String user) {
        return new KafkaUser(broker, security(broker).user(user));
    }

    static KafkaUser administrator(KafkaSandboxBroker broker) {
        return new KafkaUser(broker, security(broker).administrator());
    }

    static KafkaUser with(KafkaSandboxBroker broker, Map<String, String> client) {
        return new KafkaUser(broker, client);
    }

    static KafkaSecurity security(KafkaSandboxBroker broker) {
        return broker.security().orElseThrow();
    }

    Admin admin() {
        return admin;
    }

    Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    /** A record that no service knows what to do with, and passes over. Returns whether Kafka took it. */
    boolean writes(String topic) {
        var record = record(topic, "{}");
        record.headers().add("ce_specversion", bytes("1.0"));
        record.headers().add("ce_id", bytes(UUID.randomUUID().toString()));
        record.headers().add("ce_source", bytes("/spirula/nobody"));
        record.headers().add("ce_type", bytes("io.spirula.AccessTried.v1"));
        record.headers().add("content-type", bytes("application/json"));
        return isAllowed(() -> producer.send(record));
    }

    /** Bytes that are no event. */
    void writeGarbage(String topic) {
        isAllowed(() -> producer.send(record(topic, "\u0000{not json")));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String value) {
        return new ProducerRecord<>(topic, 0, bytes("access-tried"), bytes(value));
    }

    /** Whether it gets a record of the topic, of which there has to be one in its first partition. */
    boolean reads(String topic) {
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < end) {
                if (!consumer.poll(POLL).isEmpty()) {
                    return true;
                }
            }
            throw new AssertionError("neither a record of " + topic + " nor a refusal within " + LIMIT);
        } catch (AuthorizationException e) {
            return false;
        }
    }

    /** The ids of all events of a topic. */
    Set<String> eventIds(String topic) {
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<String> ids = new HashSet<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(POLL).forEach(record -> ids.add(id(record)));
            }
            return ids;
        }
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader("ce_id");
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Something that the broker does or refuses. */
    interface Attempt {
        Future<?> begin();
    }

    static boolean isAllowed(Attempt attempt) {
        try {
            attempt.begin().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw new AssertionError("neither done nor refused", e.getCause());
        } catch (AuthorizationException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
