package io.spirula.transfer.cluster;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.checkup.ClusterCheckup;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.guard.Recovery;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.scheduling.annotation.Scheduled;
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

    private static final Duration RECOVERY = Duration.ofSeconds(10);

    private final CephConnector connector;
    private final ClusterProperties properties;
    private final MoveLine moves;
    private final Map<String, ClusterGate> gates = new ConcurrentHashMap<>();
    private final ConcurrencyProperties concurrency;
    private final ClusterLimitsProperties limits;
    private final Recovery recovery = new Recovery(RECOVERY);

    Clusters(
            CephConnector connector,
            ClusterProperties properties,
            ConcurrencyProperties concurrency,
            ClusterLimitsProperties limits,
            Clock clock) {
        this.connector = connector;
        this.properties = properties;
        this.concurrency = concurrency;
        this.limits = limits;
        this.moves = new MoveLine(this::places, clock);
        limits.clusters().keySet().forEach(properties::config);
        properties
                .clusters()
                .keySet()
                .forEach(name -> recovery.watch(name, gate(name).guard(), gate(name)::probe));
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void expireSpares() {
        gates.values().forEach(gate -> gate.spares().expire());
    }

    /** Moves that may go on with a cluster at the same time. */
    int places(String cluster) {
        Integer own = limits.of(cluster).moves();
        return own == null ? concurrency.movesPerCluster() : own;
    }

    /**
     * A client instance of the caller's own, to be closed by it, or {@link #handBack handed back}. It may be one that was.
     *
     * @param place opens the pool that the caller is going to work in: its OSDs must answer
     */
    public CephCluster connect(String name, Function<CephCluster, RbdPool> place) {
        return gate(name).connect(place);
    }

    /**
     * The caller is done with a client instance.
     *
     * @param client has nothing open, nothing in flight and nowhere a record as somebody's writer; its last call, and every
     *     other one, was answered. Whoever is not certain of that closes it
     */
    public void handBack(CephCluster client) {
        gate(client.name()).spares().give(client);
    }

    /** Something went wrong with a client instance: those that wait may have the same rights, or the same way to the cluster. */
    public void dismissSpares(String name) {
        gate(name).spares().dismiss();
    }

    /**
     * Takes a place for a move with each cluster that it reads or writes.
     *
     * @throws MovesBusyException when it is not its turn, and no place is taken; it will be called
     */
    public MovePlace enter(MoveWaiter waiter) {
        waiter.clusters().forEach(this::gate);
        return moves.enter(waiter)
                .orElseThrow(() -> new MovesBusyException(waiter.clusters().stream()
                        .filter(cluster -> !moves.mayTake(cluster, waiter.seeding()))
                        .sorted()
                        .collect(Collectors.joining(" and "))));
    }

    /** It does not want to move any more. */
    public void withdraw(UUID waiter) {
        moves.withdraw(waiter);
    }

    /** Looks at something through the shared client instance; twice, if what is forbidden to it may be allowed by now. */
    public <T> T look(String name, Function<CephCluster, T> question) {
        ClusterGate gate = gate(name);
        return gate.guard().once(() -> gate.shared().use(question));
    }

    /**
     * Asks something that nothing depends on: how that goes does not count for the guard. Empty of a cluster that is left
     * alone.
     */
    public <T> Optional<T> ask(String name, Function<CephCluster, T> question) {
        ClusterGate gate = gate(name);
        return gate.guard().state().breaker() == GuardState.Breaker.CLOSED
                ? Optional.of(gate.shared().use(question))
                : Optional.empty();
    }

    /** To look at each configured cluster from outside of all that goes on with it. */
    public List<ClusterCheckup> checkups() {
        return names().stream()
                .sorted()
                .map(name -> new ClusterCheckup(connector, properties.config(name)))
                .toList();
    }

    /** The configured clusters. */
    public Set<String> names() {
        return properties.clusters().keySet();
    }

    /** Whether the object maps of its images are gone by, as far as its administrator says. */
    public DiffMode diff(String name) {
        return properties.diff(name);
    }

    /** Moves that read from or write to the cluster now. */
    public int moves(String name) {
        return moves.moves(name);
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
        recovery.close();
        gates.values().forEach(gate -> {
            gate.spares().close();
            gate.shared().close();
        });
    }

    private ClusterGate gate(String name) {
        ClusterConfig config = properties.config(name);
        return gates.computeIfAbsent(
                name, cluster -> new ClusterGate(cluster, () -> connector.connect(config), places(cluster)));
    }
}
