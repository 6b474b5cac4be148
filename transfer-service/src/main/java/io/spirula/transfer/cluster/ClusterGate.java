package io.spirula.transfer.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.ProvenConnection;
import io.spirula.rbd.guard.SharedClient;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ways to one cluster, and its guard. Thread-safe. */
final class ClusterGate {

    /** Nothing is tried twice here: whoever owns the work does that. */
    private static final GuardSettings SETTINGS =
            new GuardSettings(64, Duration.ZERO, 1, Duration.ofMillis(500), 50, 6, Duration.ofSeconds(10));

    private final ClusterGuard guard;
    private final Supplier<CephCluster> connector;
    private final SharedClient shared;
    /** Where somebody worked last: what failed there is what has to be well again. */
    private volatile Function<CephCluster, RbdPool> lastPlace = ProvenConnection::anyPool;

    ClusterGate(String cluster, Supplier<CephCluster> connector) {
        this.guard = new ClusterGuard(cluster, SETTINGS);
        this.connector = connector;
        this.shared = new SharedClient(connector);
    }

    ClusterGuard guard() {
        return guard;
    }

    SharedClient shared() {
        return shared;
    }

    CephCluster connect(Function<CephCluster, RbdPool> place) {
        lastPlace = place;
        return guard.once(() -> ProvenConnection.open(connector, place));
    }

    /** Whether it answers, not asked through the guard. */
    void probe() {
        ProvenConnection.open(connector, lastPlace).close();
    }
}
