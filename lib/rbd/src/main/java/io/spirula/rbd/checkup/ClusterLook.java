package io.spirula.rbd.checkup;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.Pool;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.checkup.ClusterState.PoolState;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a cluster without changing anything. */
final class ClusterLook {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLook.class);

    private ClusterLook() {}

    /**
     * @throws io.spirula.rbd.RbdException when it refuses or does not answer
     */
    static ClusterState at(CephCluster cluster, Collection<String> asked) {
        Map<String, PoolState> pools = new TreeMap<>();
        for (Pool pool : cluster.pools()) {
            try (RbdPool opened = cluster.openPool(pool.id(), "")) {
                Set<String> applications = opened.applications();
                if (asked.contains(pool.name()) || applications.contains("rbd")) {
                    pools.put(pool.name(), new PoolState(rights(opened), applications));
                }
            } catch (RbdNotFoundException e) {
                LOG.debug("pool {} went while it was looked at", pool.id());
            }
        }
        return new ClusterState(cluster.mayBlocklist(), pools, cluster.health(), cluster.space());
    }

    private static Set<PoolRight> rights(RbdPool pool) {
        return Arrays.stream(PoolRight.values()).filter(pool::may).collect(Collectors.toUnmodifiableSet());
    }
}
