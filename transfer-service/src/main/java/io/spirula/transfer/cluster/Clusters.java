package io.spirula.transfer.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Connections to the configured clusters. Whoever writes takes a client instance of its own, so that it can be fenced
 * alone; whoever only looks shares one. Thread-safe.
 */
@Component
public class Clusters {

    private final CephConnector connector;
    private final ClusterProperties properties;
    private final ConcurrencyProperties concurrency;
    private final Map<String, ClusterGuard> guards = new ConcurrentHashMap<>();
    private final Map<String, SharedConnection> shared = new ConcurrentHashMap<>();

    Clusters(CephConnector connector, ClusterProperties properties, ConcurrencyProperties concurrency) {
        this.connector = connector;
        this.properties = properties;
        this.concurrency = concurrency;
    }

    /**
     * A client instance of the caller's own, to be closed by it.
     *
     * @throws ClusterAwayException when the cluster did not answer the last times
     * @throws UnknownClusterException when it is not configured
     */
    public CephCluster connect(String name) {
        var config = properties.config(name);
        return guard(name).call(() -> connector.connect(config));
    }

    /**
     * Takes a place for a move.
     *
     * @throws ClusterAwayException when none is free
     */
    public MovePlace enter(String name) {
        return guard(name).enter();
    }

    /**
     * Looks at something through the shared client instance.
     *
     * @throws ClusterAwayException when the cluster did not answer the last times
     * @throws UnknownClusterException when it is not configured
     */
    public <T> T look(String name, Function<CephCluster, T> question) {
        var config = properties.config(name);
        SharedConnection connection =
                shared.computeIfAbsent(name, unused -> new SharedConnection(() -> connector.connect(config)));
        return guard(name).call(() -> connection.use(question));
    }

    /** Whether the cluster is configured. */
    public boolean knows(String name) {
        return properties.clusters().containsKey(name);
    }

    @PreDestroy
    void close() {
        shared.values().forEach(SharedConnection::close);
    }

    private ClusterGuard guard(String name) {
        return guards.computeIfAbsent(name, cluster -> new ClusterGuard(cluster, concurrency.movesPerCluster()));
    }
}
