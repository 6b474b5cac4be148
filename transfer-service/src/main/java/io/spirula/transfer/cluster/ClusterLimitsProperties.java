package io.spirula.transfer.cluster;

import jakarta.validation.Valid;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What differs from cluster to cluster.
 *
 * @param clusters by the names under {@code spirula.clusters}
 */
@Validated
@ConfigurationProperties("spirula.transfer")
public record ClusterLimitsProperties(@DefaultValue Map<String, @Valid ClusterLimits> clusters) {

    public ClusterLimitsProperties {
        clusters = Map.copyOf(clusters);
    }

    /** Nothing in particular for a cluster that is not in it. */
    public ClusterLimits of(String cluster) {
        return clusters.getOrDefault(cluster, ClusterLimits.NONE);
    }
}
