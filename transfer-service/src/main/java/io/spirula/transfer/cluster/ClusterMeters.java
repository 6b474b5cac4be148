package io.spirula.transfer.cluster;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.rbd.guard.GuardState;
import org.springframework.stereotype.Component;

/** How busy the configured clusters are, and which are left alone. */
@Component
class ClusterMeters {

    ClusterMeters(Clusters clusters, MeterRegistry registry) {
        for (String cluster : clusters.names()) {
            Gauge.builder("spirula.cluster.guard.open", clusters, all -> isOpen(all.state(cluster)))
                    .description("1 while the cluster is left alone since too much failed there")
                    .tag("cluster", cluster)
                    .register(registry);
            Gauge.builder("spirula.transfer.moves", clusters, all -> all.moves(cluster))
                    .description("Moves that read from or write to the cluster now")
                    .tag("cluster", cluster)
                    .register(registry);
            Gauge.builder("spirula.transfer.moves.limit", clusters, all -> all.places(cluster))
                    .description("Moves that may read from or write to the cluster at the same time")
                    .tag("cluster", cluster)
                    .register(registry);
        }
    }

    private static int isOpen(GuardState state) {
        return state.breaker() == GuardState.Breaker.CLOSED ? 0 : 1;
    }
}
