package io.spirula.restore.work;

import io.spirula.contracts.ImageRef;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;

/** Where restored images go, by name: people name a place, not its id. */
final class DestinationPool {

    private DestinationPool() {}

    /**
     * Opens the pool and namespace.
     *
     * @throws RestoreRefusedException when there is none of these names
     */
    static RbdPool open(CephCluster cluster, ImageRef destination) {
        try (RbdPool whole = cluster.openPool(destination.pool(), "")) {
            if (destination.namespace().isEmpty() || whole.namespaces().contains(destination.namespace())) {
                return cluster.openPool(whole.poolId(), destination.namespace());
            }
        } catch (RbdNotFoundException e) {
            throw new RestoreRefusedException(
                    "DESTINATION_POOL_MISSING",
                    "cluster " + cluster.name() + " has no pool " + destination.pool()
                            + "; create it or choose another");
        }
        throw new RestoreRefusedException(
                "DESTINATION_NAMESPACE_MISSING",
                "pool " + destination.pool() + " of cluster " + cluster.name() + " has no namespace "
                        + destination.namespace() + "; create it or choose another");
    }
}
