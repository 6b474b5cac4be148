package io.spirula.snapshot.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps one connection to each cluster and makes a new one when that is of no use any more. */
public final class ConnectedClusters implements Clusters, AutoCloseable {

    private final Map<String, Connection> connections = new HashMap<>();
    private final SortedSet<String> names;

    public ConnectedClusters(Map<String, ClusterAccess> clusters, CephConnector connector) {
        clusters.forEach((name, access) -> connections.put(
                name,
                new Connection(
                        connector,
                        new ClusterConfig(
                                name, access.conf(), access.user(), access.keyring(), access.operationTimeout()))));
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
        connections.values().forEach(Connection::close);
    }

    private static final class Connection {

        private final CephConnector connector;
        private final ClusterConfig config;
        private final ClusterGuard guard;
        private @Nullable CephCluster open;

        Connection(CephConnector connector, ClusterConfig config) {
            this.connector = connector;
            this.config = config;
            this.guard = new ClusterGuard(config.name(), GuardSettings.defaults());
        }

        <T> T call(Function<CephCluster, T> work) {
            return guard.once(() -> callUnguarded(work));
        }

        private <T> T callUnguarded(Function<CephCluster, T> work) {
            CephCluster cluster = open();
            try {
                return work.apply(cluster);
            } catch (RbdException e) {
                if (e.endsConnection()) {
                    drop(cluster);
                }
                throw e;
            }
        }

        private synchronized CephCluster open() {
            CephCluster cluster = open;
            if (cluster == null) {
                cluster = connector.connect(config);
                open = cluster;
            }
            return cluster;
        }

        @SuppressWarnings("ReferenceEquality") // this connection, not one like it
        private synchronized void drop(CephCluster cluster) {
            if (open == cluster) {
                open = null;
                cluster.close();
            }
        }

        synchronized void close() {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }
}
