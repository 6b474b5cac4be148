package io.spirula.transfer.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.guard.GuardState;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Connections to the configured clusters. Whoever writes takes a client instance of its own, so that it can be fenced
 * alone; whoever only looks shares one. Thread-safe.
 *
 * <p>Every method that reaches a cluster may throw {@link io.spirula.rbd.guard.ClusterUnavailableException} when it did
 * not answer lately, and {@link UnknownClusterException} when it is not configured.
 */
@Component
public class Clusters {

    private final CephConnector connector;
    private final ClusterProperties properties;
    private final ConcurrencyProperties concurrency;
    private final Map<String, ClusterGate> gates = new ConcurrentHashMap<>();

    Clusters(CephConnector connector, ClusterProperties properties, ConcurrencyProperties concurrency) {
        this.connector = connector;
        this.properties = properties;
        this.concurrency = concurrency;
        properties.clusters().keySet().forEach(this::gate);
    }

    /** A client instance of the caller's own, to be closed by it. */
    public CephCluster connect(String name) {
        return gate(name).connect();
    }

    /**
     * Takes a place for a move.
     *
     * @throws MovesBusyException when none is free
     */
    public MovePlace enter(String name) {
        return gate(name).enter();
    }

    /** Looks at something through the shared client instance. */
    public <T> T look(String name, Function<CephCluster, T> question) {
        ClusterGate gate = gate(name);
        return gate.guard().once(() -> gate.shared().use(question));
    }

    /** The configured clusters. */
    public Set<String> names() {
        return properties.clusters().keySet();
    }

    /** Moves that read from or write to the cluster now. */
    int moves(String name) {
        return gate(name).moves();
    }

    /** How its guard sees it. */
    GuardState state(String name) {
        return gate(name).guard().state();
    }

    /** Whether the cluster is configured. */
    public boolean knows(String name) {
        return properties.clusters().containsKey(name);
    }

    /** How all configured clusters are doing, as far as was noticed. */
    List<GuardState> states() {
        return gates.values().stream().map(gate -> gate.guard().state()).toList();
    }

    @PreDestroy
    void close() {
        gates.values().forEach(gate -> gate.shared().close());
    }

    private ClusterGate gate(String name) {
        ClusterConfig config = properties.config(name);
        return gates.computeIfAbsent(
                name,
                cluster -> new ClusterGate(cluster, concurrency.movesPerCluster(), () -> connector.connect(config)));
    }
}
