package io.spirula.messaging.health;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What is still to be read or may not be read, and why. No restart mends that. */
final class CatchUpHealthIndicator implements HealthIndicator {

    private final CatchUp catchUp;

    CatchUpHealthIndicator(CatchUp catchUp) {
        this.catchUp = catchUp;
    }

    @Override
    public Health health() {
        Map<String, String> unread = catchUp.unread();
        Map<String, String> denied = catchUp.denied();
        if (unread.isEmpty() && denied.isEmpty()) {
            return Health.up().build();
        }
        Health.Builder health = Health.status(ServiceStatus.DEGRADED);
        if (!unread.isEmpty()) {
            health.withDetail("unread", unread)
                    .withDetail(
                            "waits",
                            "no schedule fires, and nothing is judged missing, deleted or ended, until these topics are"
                                    + " read as far as they had been told");
        }
        if (!denied.isEmpty()) {
            health.withDetail("denied", denied)
                    .withDetail("misses", "what others tell on these topics is not known here until they may be read");
        }
        return health.build();
    }
}
