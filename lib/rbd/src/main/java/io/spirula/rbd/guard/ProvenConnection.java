package io.spirula.rbd.guard;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPool;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens client instances that the cluster's OSDs answered: its monitors let clients in while no OSD serves anybody. */
public final class ProvenConnection {

    private static final int ENOENT = 2;

    private ProvenConnection() {}

    /**
     * @param place opens the pool that is asked. That it is missing or may not be read is an answer, too, and left to
     *     whoever works with it
     * @throws RbdException when the cluster lets nobody in, or no OSD answers
     */
    public static CephCluster open(Supplier<CephCluster> connector, Function<CephCluster, RbdPool> place) {
        CephCluster cluster = connector.get();
        try {
            prove(cluster, place);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** For whoever asks of no pool in particular. */
    public static RbdPool anyPool(CephCluster cluster) {
        return cluster.openPool(
                cluster.pools().stream()
                        .findFirst()
                        .orElseThrow(() -> RbdException.of(ENOENT, "find a pool", "cluster " + cluster.name()))
                        .id(),
                "");
    }

    private static void prove(CephCluster cluster, Function<CephCluster, RbdPool> place) {
        try (RbdPool pool = place.apply(cluster)) {
            pool.namespaces();
        } catch (RbdException e) {
            if (e.isTransient() || e.endsConnection()) {
                throw e;
            }
        }
    }
}
