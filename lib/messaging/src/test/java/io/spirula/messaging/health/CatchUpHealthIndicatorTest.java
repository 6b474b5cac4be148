package io.spirula.messaging.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class CatchUpHealthIndicatorTest {

    @Test
    void whatIsNotReadIsNamedWithItsReasonAndDegradesTheService() {
        Map<String, String> unread = Map.of("spirula.copy", "no broker leads partition 1");
        Health health = health(unread, Map.of());
        assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health.getDetails()).containsEntry("unread", unread);
        assertThat(health.getDetails().get("waits")).asString().contains("no schedule fires");
    }

    @Test
    void aServiceThatHasReadAllIsUp() {
        assertThat(health(Map.of(), Map.of()).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void whatMayNotBeReadAnyMoreIsNamedAlsoWhenAllWasReadBefore() {
        Map<String, String> denied = Map.of("spirula.copy", "Kafka does not give this service Read");
        Health health = health(Map.of(), denied);
        assertThat(health.getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(health.getDetails()).containsEntry("denied", denied).doesNotContainKeys("unread", "waits");
    }

    private static Health health(Map<String, String> unread, Map<String, String> denied) {
        return new CatchUpHealthIndicator(new CatchUp() {
                    @Override
                    public boolean isComplete() {
                        return unread.isEmpty();
                    }

                    @Override
                    public Map<String, String> unread() {
                        return unread;
                    }

                    @Override
                    public Map<String, String> denied() {
                        return denied;
                    }
                })
                .health();
    }
}
