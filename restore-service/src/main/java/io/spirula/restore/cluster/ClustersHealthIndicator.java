package io.spirula.restore.cluster;

import io.spirula.messaging.health.ServiceStatus;
import io.spirula.rbd.guard.GuardState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Whether restores get through to the clusters. A dead cluster is no reason to restart this service. */
@Component
class ClustersHealthIndicator implements HealthIndicator {

    private final Clusters clusters;

    ClustersHealthIndicator(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public Health health() {
        boolean healthy = true;
        Map<String, Object> details = new LinkedHashMap<>();
        for (String cluster : clusters.names()) {
            GuardState state = clusters.state(cluster);
            healthy &= state.breaker() == GuardState.Breaker.CLOSED;
            details.put(cluster, Map.of("guard", state.breaker(), "refusedCalls", state.refusedCalls()));
        }
        return Health.status(healthy ? Status.UP : ServiceStatus.DEGRADED)
                .withDetails(details)
                .build();
    }
}
