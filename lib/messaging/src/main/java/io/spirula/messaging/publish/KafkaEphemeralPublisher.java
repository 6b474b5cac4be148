package io.spirula.messaging.publish;

import io.micrometer.core.instrument.Counter;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.wire.OutgoingEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class KafkaEphemeralPublisher implements EphemeralPublisher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEphemeralPublisher.class);
    private static final int DELIVERY_MILLIS = 5_000;

    private final Producer<byte[], byte[]> producer;
    private final Origin origin;
    private final EventJson json;
    private final Clock clock;
    private final Counter lost;

    KafkaEphemeralPublisher(
            KafkaClients clients,
            Origin origin,
            EventJson json,
            Clock clock,
            Counter lost,
            MessagingProperties.Ephemeral settings) {
        this.producer = clients.lastingProducer(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                origin.group() + ".ephemeral",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                (int) settings.maxBlock().toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                settings.buffer().toBytes()));
        this.origin = origin;
        this.json = json;
        this.clock = clock;
        this.lost = lost;
    }

    @Override
    public void publish(Event event) {
        try {
            Future<RecordMetadata> ignored = producer.send(
                    OutgoingEvent.of(event, null, clock.instant(), json).record(origin.source(), 0),
                    (metadata, failure) -> {
                        if (failure != null) {
                            lose(event, failure);
                        }
                    });
        } catch (KafkaException e) {
            lose(event, e);
        }
    }

    private void lose(Event event, Exception failure) {
        lost.increment();
        LOG.debug("A {} was lost", event.type().eventName(), failure);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
