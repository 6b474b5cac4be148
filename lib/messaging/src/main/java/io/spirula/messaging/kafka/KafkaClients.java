package io.spirula.messaging.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Makes clients that read and write plain bytes, with the addresses and credentials of {@code spring.kafka}. What keeps
 * events safe and in order is set here and by the caller, and cannot be configured away.
 */
public final class KafkaClients implements AutoCloseable {

    private static final int ADMIN_TIMEOUT_MILLIS = 5_000;

    private final Map<String, Object> producerSettings;
    private final Map<String, Object> consumerSettings;
    private final Admin admin;

    public KafkaClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers, KafkaAdmin admins) {
        producerSettings = Map.copyOf(producers.getConfigurationProperties());
        consumerSettings = Map.copyOf(consumers.getConfigurationProperties());
        Map<String, Object> settings = new HashMap<>(admins.getConfigurationProperties());
        settings.put("default.api.timeout.ms", ADMIN_TIMEOUT_MILLIS);
        settings.put("request.timeout.ms", ADMIN_TIMEOUT_MILLIS - 1_000);
        settings.put("reconnect.backoff.max.ms", 5_000);
        admin = ClockBound.of(
                Admin.class, () -> Admin.create(settings), old -> old.close(Duration.ZERO), ClockSetBack::sinceNow);
    }

    /** Shared; waits for a dead broker at most five seconds a call. Not to be closed by its users. */
    public Admin admin() {
        return admin;
    }

    /**
     * A producer that never reorders what it sends and asks all replicas; the caller closes it. It is made anew when the clock
     * was set back, so that it stays of use however long it is kept.
     */
    public Producer<byte[], byte[]> lastingProducer(Map<String, Object> settings) {
        @SuppressWarnings("unchecked")
        Class<Producer<byte[], byte[]>> type = (Class<Producer<byte[], byte[]>>) (Class<?>) Producer.class;
        return ClockBound.of(type, () -> producer(settings), old -> old.close(Duration.ZERO), ClockSetBack::sinceNow);
    }

    /** The same, for one who makes another when it fails. */
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(producerSettings);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A consumer that never makes topics; the caller closes it, and makes another when it fails, as it does when the clock was set
     * back ({@link ClockSetBackException}).
     */
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(consumerSettings);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
        all.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        all.putAll(settings);
        return new ClockBoundConsumer(all);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
