package io.spirula.transfer.cluster;

import io.spirula.messaging.health.ServiceStatus;
import io.spirula.rbd.guard.GuardState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Names the clusters that are left alone for now. The service itself is well then: the others are served, and what waits
 * says why.
 */
@Component("ceph")
class ClusterHealthIndicator implements HealthIndicator {

    private final Clusters clusters;

    ClusterHealthIndicator(Clusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public Health health() {
        boolean allWell = clusters.states().stream().allMatch(state -> state.breaker() == GuardState.Breaker.CLOSED);
        Health.Builder health = Health.status(allWell ? Status.UP : ServiceStatus.DEGRADED);
        clusters.states()
                .forEach(state ->
                        health.withDetail(state.cluster(), state.breaker().name()));
        return health.build();
    }
}
