package io.spirula.rbd.checkup;

import io.spirula.rbd.PoolRight;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a user has to be allowed on a cluster.
 *
 * @param blocklist whether it shuts out other clients
 * @param pools what it does in each pool, by name
 */
public record ClusterNeeds(boolean blocklist, Map<String, PoolRight> pools) {

    public static final ClusterNeeds NONE = new ClusterNeeds(false, Map.of());

    public ClusterNeeds {
        pools = Map.copyOf(pools);
    }

    /** One right in several pools. */
    public static ClusterNeeds of(boolean blocklist, Collection<String> pools, PoolRight right) {
        Map<String, PoolRight> needed = new TreeMap<>();
        pools.forEach(pool -> needed.put(pool, right));
        return new ClusterNeeds(blocklist && !needed.isEmpty(), needed);
    }

    /** Both; of two rights in one pool the one that includes the other. */
    public ClusterNeeds and(ClusterNeeds other) {
        Map<String, PoolRight> all = new TreeMap<>(pools);
        other.pools.forEach((pool, right) -> all.merge(pool, right, (one, two) -> one.includes(two) ? one : two));
        return new ClusterNeeds(blocklist || other.blocklist, all);
    }
}
