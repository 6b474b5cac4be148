package io.spirula.messaging.health;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What is still to be read. That is no fault of the service, which is up all the same. */
final class CatchUpHealthIndicator implements HealthIndicator {

    private final CatchUp catchUp;

    CatchUpHealthIndicator(CatchUp catchUp) {
        this.catchUp = catchUp;
    }

    @Override
    public Health health() {
        Set<String> unread = catchUp.unread();
        if (unread.isEmpty()) {
            return Health.up().build();
        }
        return Health.up()
                .withDetail("unread", unread)
                .withDetail(
                        "waits",
                        "nothing is judged missing, deleted or ended until these topics are read as far as they had been"
                                + " told")
                .build();
    }
}
