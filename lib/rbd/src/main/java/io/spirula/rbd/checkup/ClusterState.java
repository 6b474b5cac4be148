package io.spirula.rbd.checkup;

import io.spirula.rbd.ClusterSpace;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.PoolRight;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was seen of a cluster that answers.
 *
 * @param mayBlocklist whether our user may shut out clients
 * @param pools those that were asked about or hold images, by name
 * @param health what the monitors complain of
 * @param space of the whole cluster
 */
record ClusterState(boolean mayBlocklist, Map<String, PoolState> pools, List<HealthCheck> health, ClusterSpace space) {

    /**
     * @param rights what our user may do there
     * @param applications what it is tagged for
     */
    record PoolState(Set<PoolRight> rights, Set<String> applications) {

        boolean holdsImages() {
            return applications.contains("rbd");
        }
    }
}
