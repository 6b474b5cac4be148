package io.spirula.messaging.health;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What is still to be read, and why it is not read yet. No restart mends that. */
final class CatchUpHealthIndicator implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final CatchUp catchUp;

    CatchUpHealthIndicator(CatchUp catchUp) {
        this.catchUp = catchUp;
    }

    @Override
    public Health health() {
        Map<String, String> unread = catchUp.unread();
        if (unread.isEmpty()) {
            return Health.up().build();
        }
        return Health.status(DEGRADED)
                .withDetail("unread", unread)
                .withDetail(
                        "waits",
                        "no schedule fires, and nothing is judged missing, deleted or ended, until these topics are read as"
                                + " far as they had been told")
                .build();
    }
}
