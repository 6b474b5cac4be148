package io.spirula.rbd;

import java.util.List;
import java.util.Map;

/**
 * How a cluster is doing, as its monitors tell.
 *
 * @param health what they complain of: empty when all is well
 * @param placementGroups how many are in each state, such as {@code active+clean}; empty when that is not known, since no
 *     manager tells the monitors
 */
public record ClusterStatus(List<HealthCheck> health, Map<String, Long> placementGroups) {

    public ClusterStatus {
        health = List.copyOf(health);
        placementGroups = Map.copyOf(placementGroups);
    }
}
