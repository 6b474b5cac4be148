package io.spirula.messaging.query;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.wire.OutgoingEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends questions and answers; one that cannot be sent soon is of no use any more. They are compressed, since a broker takes
 * about 1 MiB at a time. Safe for use by many threads.
 */
final class QueryProducer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 8_000;
    /** Before it is compressed: the longest event that is read. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private final KafkaClients clients;
    private final Origin origin;
    private final EventJson json;
    private final Clock clock;
    private @Nullable Producer<byte[], byte[]> producer;

    QueryProducer(KafkaClients clients, Origin origin, EventJson json, Clock clock) {
        this.clients = clients;
        this.origin = origin;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param failed to be told why, when it was not sent; on any thread
     */
    void send(Event event, Consumer<Exception> failed) {
        try {
            Future<RecordMetadata> ignored = producer()
                    .send(
                            OutgoingEvent.of(event, null, clock.instant(), json).record(origin.source(), 0),
                            (metadata, failure) -> {
                                if (failure != null) {
                                    failed.accept(failure);
                                }
                            });
        } catch (KafkaException e) {
            failed.accept(e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = clients.lastingProducer(Map.of(
                    ProducerConfig.CLIENT_ID_CONFIG,
                    origin.group() + ".query",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    TIMEOUT_MILLIS / 4,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS / 2,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    TIMEOUT_MILLIS,
                    ProducerConfig.LINGER_MS_CONFIG,
                    0,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "gzip",
                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                    LONGEST,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    4L * LONGEST));
            producer = current;
        }
        return current;
    }

    @Override
    public synchronized void close() {
        Producer<byte[], byte[]> current = producer;
        if (current != null) {
            current.close(Duration.ZERO);
        }
    }
}
