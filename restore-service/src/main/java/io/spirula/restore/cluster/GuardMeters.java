package io.spirula.restore.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.rbd.guard.GuardState;
import org.springframework.stereotype.Component;

/** Which of the configured clusters are left alone. */
@Component
class GuardMeters {

    GuardMeters(Clusters clusters, MeterRegistry registry) {
        for (String cluster : clusters.names()) {
            Gauge.builder("spirula.cluster.guard.open", clusters, all -> isOpen(all.state(cluster)))
                    .description("1 while the cluster is left alone since too much failed there")
                    .tag("cluster", cluster)
                    .register(registry);
        }
    }

    private static int isOpen(GuardState state) {
        return state.breaker() == GuardState.Breaker.CLOSED ? 0 : 1;
    }
}
