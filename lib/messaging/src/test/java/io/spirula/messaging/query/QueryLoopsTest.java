package io.spirula.messaging.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Service;
import io.spirula.messaging.Origin;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

class QueryLoopsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final EventJson JSON = new EventJson();

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void questionsAreReadAgainAfterAnError() {
        withResponders(this::fail, responders -> {
            await().atMost(SOON).until(() -> asked.get() >= 2);
            assertThat(responders.isRunning()).isTrue();
        });
    }

    @Test
    void questionsThatNobodyReadsAnyMoreAreSeenByHealth() {
        QueryConsumers interrupted = settings -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("as if the thread were to end");
        };
        withResponders(interrupted, responders -> {
            assertThat(responders)
                    .isInstanceOfSatisfying(
                            BackgroundLoop.class,
                            loop -> assertThat(loop.loopName()).isEqualTo("queries"));
            await().atMost(SOON).until(() -> !responders.isRunning());
        });
    }

    @Test
    void answersAreReadAgainAfterAnError() throws InterruptedException {
        try (AnswerReader reader = new AnswerReader(this::fail, "test", JSON, answer -> {})) {
            assertThat(reader.awaitReady(Duration.ZERO)).isFalse();
            await().atMost(SOON).until(() -> asked.get() >= 2);
        }
    }

    private Consumer<byte[], byte[]> fail(Map<String, Object> settings) {
        asked.incrementAndGet();
        throw new NoClassDefFoundError("as if");
    }

    private static void withResponders(QueryConsumers consumers, java.util.function.Consumer<QueryResponders> started) {
        Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
        Origin origin = new Origin("test", Service.TRANSFER);
        try (KafkaClients clients = new KafkaClients(
                        new DefaultKafkaProducerFactory<>(nowhere),
                        new DefaultKafkaConsumerFactory<>(nowhere),
                        new KafkaAdmin(nowhere));
                QueryProducer producer = new QueryProducer(clients, origin, JSON, Clock.systemUTC())) {
            QueryResponders responders =
                    new QueryResponders(consumers, origin, JSON, producer, Clock.systemUTC(), List.of());
            responders.start();
            try {
                started.accept(responders);
            } finally {
                responders.stop();
            }
        }
    }
}
