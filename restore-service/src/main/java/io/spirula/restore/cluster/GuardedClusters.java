package io.spirula.restore.cluster;

import io.spirula.contracts.ImageRef;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.guard.ProvenConnection;
import io.spirula.rbd.guard.Recovery;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Connects through a guard of each cluster. */
public final class GuardedClusters implements Clusters, AutoCloseable {

    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private static final class Guarded {

        private final ClusterConfig config;
        private final ClusterGuard guard;
        /** Where somebody worked last: what failed there is what has to be well again. */
        private volatile Function<CephCluster, RbdPool> lastPlace = ProvenConnection::anyPool;

        Guarded(ClusterConfig config) {
            this.config = config;
            this.guard = new ClusterGuard(config.name(), GuardSettings.defaults());
        }
    }

    private final SortedMap<String, Guarded> clusters = new TreeMap<>();
    private final Recovery recovery = new Recovery(RECOVERY);
    private final CephConnector connector;

    public GuardedClusters(Map<String, ClusterAccess> configured, CephConnector connector) {
        this.connector = connector;
        configured.forEach((name, access) -> clusters.put(name, new Guarded(access.config(name))));
        clusters.forEach((name, guarded) ->
                recovery.watch(name, guarded.guard, () -> connect(guarded).close()));
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(clusters.keySet()));
    }

    @Override
    public <T> T call(ImageRef place, Function<CephCluster, T> work) {
        Guarded guarded = guarded(place.cluster());
        guarded.lastPlace = cluster -> cluster.openPool(place.pool(), place.namespace());
        try (CephCluster connection = guarded.guard.once(() -> connect(guarded))) {
            return work.apply(connection);
        }
    }

    private CephCluster connect(Guarded guarded) {
        return ProvenConnection.open(() -> connector.connect(guarded.config), guarded.lastPlace);
    }

    @Override
    public void close() {
        recovery.close();
    }

    @Override
    public GuardState state(String cluster) {
        return guarded(cluster).guard.state();
    }

    private Guarded guarded(String cluster) {
        Guarded guarded = clusters.get(cluster);
        if (guarded == null) {
            throw new IllegalArgumentException("cluster " + cluster + " is not configured here");
        }
        return guarded;
    }
}
