package io.spirula.snapshot.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.guard.SharedClient;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Keeps one connection to each cluster and makes a new one when that is of no use any more. */
public final class ConnectedClusters implements Clusters, AutoCloseable {

    private final Map<String, Connection> connections = new HashMap<>();
    private final SortedSet<String> names;

    public ConnectedClusters(Map<String, ClusterAccess> clusters, CephConnector connector) {
        clusters.forEach((name, access) -> connections.put(name, new Connection(connector, access.config(name))));
        names = Collections.unmodifiableSortedSet(new TreeSet<>(connections.keySet()));
    }

    @Override
    public SortedSet<String> names() {
        return names;
    }

    @Override
    public <T> T call(String cluster, Function<CephCluster, T> work) {
        return connection(cluster).call(work);
    }

    @Override
    public void renew(String cluster) {
        connection(cluster).client.renew();
    }

    @Override
    public GuardState state(String cluster) {
        return connection(cluster).guard.state();
    }

    private Connection connection(String cluster) {
        Connection connection = connections.get(cluster);
        if (connection == null) {
            throw new UnknownClusterException(cluster);
        }
        return connection;
    }

    @Override
    public void close() {
        connections.values().forEach(connection -> connection.client.close());
    }

    private static final class Connection {

        private final ClusterGuard guard;
        private final SharedClient client;

        Connection(CephConnector connector, ClusterConfig config) {
            this.guard = new ClusterGuard(config.name(), GuardSettings.defaults());
            this.client = new SharedClient(() -> connector.connect(config));
        }

        <T> T call(Function<CephCluster, T> work) {
            return guard.once(() -> client.use(work));
        }
    }
}
