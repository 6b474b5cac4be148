package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Puts records aside that the service cannot take, as they are, with the reason and where they came from. One thread. */
final class DeadLetters implements AutoCloseable {

    private static final String PREFIX = "dlt_";
    private static final int MAX_MESSAGE = 1_000;
    private static final int SEND_TIMEOUT_MILLIS = 10_000;
    private static final int MAX_RECORD = 2 * 1024 * 1024;

    private final KafkaClients clients;
    private final Service service;
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetters(KafkaClients clients, Service service) {
        this.clients = clients;
        this.service = service;
    }

    /**
     * Returns when Kafka has it for good.
     *
     * @throws KafkaException when it is not known to have it
     */
    void add(Topic topic, ConsumerRecord<byte[], byte[]> record, String reason, String message)
            throws InterruptedException {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                topic.deadLetterTopic(service), null, record.key(), record.value(), headers(record, reason, message));
        try {
            producer().send(letter).get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause() == null ? e : e.getCause());
        }
    }

    private static Headers headers(ConsumerRecord<byte[], byte[]> record, String reason, String message) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!header.key().startsWith(PREFIX)) {
                headers.add(header);
            }
        }
        add(headers, "reason", reason);
        add(headers, "message", message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message);
        add(headers, "topic", record.topic());
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        add(headers, "timestamp", Long.toString(record.timestamp()));
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = clients.producer(Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG,
                    "spirula." + service.wireName() + ".dead-letters",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    SEND_TIMEOUT_MILLIS,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    SEND_TIMEOUT_MILLIS / 2,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    SEND_TIMEOUT_MILLIS,
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    4L * MAX_RECORD,
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    MAX_RECORD));
            producer = current;
        }
        return current;
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> current = producer;
        if (current != null) {
            current.close(Duration.ofSeconds(1));
        }
    }
}
