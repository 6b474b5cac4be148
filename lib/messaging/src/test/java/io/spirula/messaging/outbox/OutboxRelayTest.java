package io.spirula.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Service;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.testing.BrokenDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

class OutboxRelayTest {

    @Test
    void itGoesOnAfterAnError() {
        Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
        Duration second = Duration.ofSeconds(1);
        MessagingProperties.Outbox settings = new MessagingProperties.Outbox(
                10, second, second, Duration.ofSeconds(12), Duration.ofMillis(10), second);
        BrokenDatabase database = new BrokenDatabase();
        try (KafkaClients clients = new KafkaClients(
                new DefaultKafkaProducerFactory<>(nowhere),
                new DefaultKafkaConsumerFactory<>(nowhere),
                new KafkaAdmin(nowhere))) {
            OutboxRelay relay = new OutboxRelay(
                    database::getConnection,
                    clients,
                    new HeldTopics(new BrokerView(clients.admin()), second),
                    session -> {
                        throw new SQLException("there is no session");
                    },
                    new Origin("test", Service.SCHEDULER),
                    settings);
            relay.start();
            try {
                await().atMost(Duration.ofSeconds(20)).until(() -> database.asked() >= 3);
                assertThat(relay.isRunning()).isTrue();
            } finally {
                relay.stop();
            }
        }
    }
}
