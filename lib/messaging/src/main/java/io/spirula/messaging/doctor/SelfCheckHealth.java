package io.spirula.messaging.doctor;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.messaging.health.ServiceStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What was wrong when the service last looked at itself. Nothing of it is mended by a restart. */
final class SelfCheckHealth implements HealthIndicator {

    private final SelfCheck check;

    SelfCheckHealth(SelfCheck check) {
        this.check = check;
    }

    @Override
    public Health health() {
        List<Finding> failed = check.failed();
        Map<String, Object> details = new LinkedHashMap<>();
        failed.forEach(finding -> details.put(finding.code() + " " + finding.object(), finding.text()));
        return Health.status(failed.isEmpty() ? Status.UP : ServiceStatus.DEGRADED)
                .withDetails(details)
                .build();
    }
}
