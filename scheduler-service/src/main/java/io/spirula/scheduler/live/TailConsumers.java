package io.spirula.scheduler.live;

import io.spirula.messaging.kafka.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.stereotype.Component;

/** Makes consumers that join no group and commit nothing. */
@Component
class TailConsumers implements EventTail.Source {

    private final KafkaClients clients;

    TailConsumers(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Consumer<byte[], byte[]> create() {
        return clients.consumer(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"));
    }
}
