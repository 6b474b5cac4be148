package io.spirula.transfer.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.ProvenConnection;
import io.spirula.rbd.guard.SharedClient;
import io.spirula.rbd.guard.SpareClients;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to one cluster, and its guard. Thread-safe. */
final class ClusterGate {

    /** Nothing is tried twice here: whoever owns the work does that. */
    private static final GuardSettings SETTINGS =
            new GuardSettings(64, Duration.ZERO, 1, Duration.ofMillis(500), 50, 6, Duration.ofSeconds(10));

    private static final Logger LOG = LoggerFactory.getLogger(ClusterGate.class);
    private static final Duration SPARE = Duration.ofMinutes(10);

    private final ClusterGuard guard;
    private final Supplier<CephCluster> connector;
    private final SharedClient shared;
    private final SpareClients spares;
    /** Where somebody worked last: what failed there is what has to be well again. */
    private volatile Function<CephCluster, RbdPool> lastPlace = ProvenConnection::anyPool;

    /** @param spares clients that wait for the next one who needs one */
    ClusterGate(String cluster, Supplier<CephCluster> connector, int spares) {
        this.guard = new ClusterGuard(cluster, SETTINGS);
        this.connector = connector;
        this.shared = new SharedClient(connector);
        this.spares = new SpareClients(spares, SPARE, System::nanoTime);
    }

    ClusterGuard guard() {
        return guard;
    }

    SharedClient shared() {
        return shared;
    }

    SpareClients spares() {
        return spares;
    }

    CephCluster connect(Function<CephCluster, RbdPool> place) {
        lastPlace = place;
        return guard.once(() -> spare(place).orElseGet(() -> spares.came(ProvenConnection.open(connector, place))));
    }

    /** With the OSD map of now, as one that comes has it. One that is of no use any more is none, and so are those beside it. */
    private Optional<CephCluster> spare(Function<CephCluster, RbdPool> place) {
        Optional<CephCluster> spare = spares.take();
        try {
            return spare.map(client -> ProvenConnection.open(() -> upToDate(client), place));
        } catch (RbdException e) {
            LOG.debug("a client that waited is of no use: {}", e.getMessage());
            spares.dismiss();
            return Optional.empty();
        }
    }

    private static CephCluster upToDate(CephCluster client) {
        try {
            client.awaitLatestOsdMap();
            return client;
        } catch (RbdException e) {
            client.close();
            throw e;
        }
    }

    /** Whether it answers, not asked through the guard. */
    void probe() {
        ProvenConnection.open(connector, lastPlace).close();
    }
}
