package io.spirula.messaging.deadletter;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts records aside that the service cannot take, as they are unless too large, with the reason and where they came from. One thread. */
public final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int SEND_TIMEOUT_MILLIS = 10_000;
    private static final int MAX_RECORD = 2 * 1024 * 1024;
    /** What every topic of Spirula takes uncompressed; a dead-letter topic takes the reason on top. */
    private static final int MAX_LETTER = 1024 * 1024 + 64 * 1024;

    private static final int MIN_LETTER = 16 * 1024;

    private final KafkaClients clients;
    private final Service service;
    private @Nullable Producer<byte[], byte[]> producer;

    public DeadLetters(KafkaClients clients, Service service) {
        this.clients = clients;
        this.service = service;
    }

    /**
     * Returns when Kafka has it for good. What is larger than Kafka takes is cut.
     *
     * @param topicId the broker's id of the record's topic
     * @throws KafkaException when it is not known to have it
     */
    public PutAside add(Topic topic, String topicId, ConsumerRecord<byte[], byte[]> record, Cause cause)
            throws InterruptedException {
        DeadLetter letter = new DeadLetter(service, topic.deadLetterTopic(service), topicId, record, cause);
        try {
            return send(letter, MAX_LETTER);
        } catch (RecordTooLargeException | SerializationException e) {
            if (letter.size() <= MIN_LETTER) {
                throw e;
            }
            LOG.warn("DEAD_LETTER_CUT: {} takes no letter of {} bytes", letter.topic(), letter.size(), e);
            return send(letter, MIN_LETTER);
        }
    }

    private PutAside send(DeadLetter letter, int limit) throws InterruptedException {
        try {
            RecordMetadata sent = producer().send(letter.within(limit)).get();
            return new PutAside(letter, new LetterPlace(sent.topic(), sent.partition(), sent.offset()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new KafkaException(e.getCause() == null ? e : e.getCause());
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = clients.lastingProducer(Map.of(
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
