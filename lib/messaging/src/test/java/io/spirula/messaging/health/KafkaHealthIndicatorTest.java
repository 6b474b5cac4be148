package io.spirula.messaging.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class KafkaHealthIndicatorTest {

    private final Health broker = Health.up().withDetail("brokers", 3).build();

    @Test
    void aLoopThatStoppedIsNamedAndPutsItDown() {
        Health health = KafkaHealthIndicator.withLoops(
                broker, List.of(new Loop("inbox", true, false), new Loop("outbox-relay", true, true)));
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("brokers", 3).containsEntry("stopped", List.of("inbox"));
    }

    @Test
    void loopsThatRunOrHaveNothingToDoLeaveItToTheBroker() {
        assertThat(KafkaHealthIndicator.withLoops(
                        broker, List.of(new Loop("inbox", false, false), new Loop("outbox-relay", true, true))))
                .isEqualTo(broker);
    }

    private record Loop(String loopName, boolean isAutoStartup, boolean isRunning) implements BackgroundLoop {

        @Override
        public void start() {
            throw new UnsupportedOperationException("health only looks");
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException("health only looks");
        }
    }
}
