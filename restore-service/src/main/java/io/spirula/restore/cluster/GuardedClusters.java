package io.spirula.restore.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Connects through a guard of each cluster. */
public final class GuardedClusters implements Clusters {

    private record Guarded(ClusterConfig config, ClusterGuard guard) {}

    private final SortedMap<String, Guarded> clusters = new TreeMap<>();
    private final CephConnector connector;

    public GuardedClusters(Map<String, ClusterAccess> configured, CephConnector connector) {
        this.connector = connector;
        configured.forEach((name, access) -> clusters.put(
                name,
                new Guarded(
                        new ClusterConfig(
                                name, access.conf(), access.user(), access.keyring(), access.operationTimeout()),
                        new ClusterGuard(name, GuardSettings.defaults()))));
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(clusters.keySet()));
    }

    @Override
    public <T> T call(String cluster, Function<CephCluster, T> work) {
        Guarded guarded = guarded(cluster);
        try (CephCluster connection = guarded.guard().once(() -> connector.connect(guarded.config()))) {
            return work.apply(connection);
        }
    }

    @Override
    public GuardState state(String cluster) {
        return guarded(cluster).guard().state();
    }

    private Guarded guarded(String cluster) {
        Guarded guarded = clusters.get(cluster);
        if (guarded == null) {
            throw new IllegalArgumentException("cluster " + cluster + " is not configured here");
        }
        return guarded;
    }
}
