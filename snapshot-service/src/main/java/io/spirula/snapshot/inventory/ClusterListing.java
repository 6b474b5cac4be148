package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.Pool;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.RbdPool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All images of all pools and namespaces that this user may read, those in the trash included.
 *
 * @param sightings every image once
 * @param closedPools by their ids: nothing is known of images of theirs that are not among the sightings
 */
record ClusterListing(Map<ImageId, Sighting> sightings, Map<Long, ClosedPool> closedPools) {

    private static final Logger log = LoggerFactory.getLogger(ClusterListing.class);

    /**
     * Lists a whole cluster. A pool or namespace that goes meanwhile is left out.
     *
     * @throws io.spirula.rbd.RbdException when any part cannot be listed; then nothing is known
     */
    static ClusterListing read(CephCluster cluster) {
        Map<ImageId, Sighting> sightings = new LinkedHashMap<>();
        Map<Long, ClosedPool> closedPools = new LinkedHashMap<>();
        for (Pool pool : cluster.pools()) {
            try {
                if (!readPool(cluster, pool, sightings)) {
                    closedPools.put(pool.id(), closed(cluster, pool));
                }
            } catch (RbdNotFoundException e) {
                log.debug("pool {} went while it was listed", pool.id());
            }
        }
        return new ClusterListing(sightings, closedPools);
    }

    /** A pool that is not tagged at all may hold images. */
    private static ClosedPool closed(CephCluster cluster, Pool pool) {
        try (RbdPool opened = cluster.openPool(pool.id(), "")) {
            Set<String> applications = opened.applications();
            return new ClosedPool(pool.id(), pool.name(), applications.isEmpty() || applications.contains("rbd"));
        }
    }

    /** Whether all of it may be read. */
    private static boolean readPool(CephCluster cluster, Pool pool, Map<ImageId, Sighting> sightings) {
        boolean open = true;
        List<String> namespaces;
        try (RbdPool opened = cluster.openPool(pool.id(), "")) {
            namespaces = opened.namespaces();
            readNamespace(opened, sightings);
        } catch (RbdPermissionException e) {
            return false;
        }
        for (String namespace : namespaces) {
            try (RbdPool opened = cluster.openPool(pool.id(), namespace)) {
                readNamespace(opened, sightings);
            } catch (RbdPermissionException e) {
                open = false;
            } catch (RbdNotFoundException e) {
                log.debug("a namespace of pool {} went while it was listed", pool.id());
            }
        }
        return open;
    }

    private static void readNamespace(RbdPool pool, Map<ImageId, Sighting> sightings) {
        String cluster = pool.cluster().name();
        pool.trash().forEach(entry -> put(pool, cluster, entry.id(), entry.name(), true, sightings));
        pool.images().forEach(entry -> put(pool, cluster, entry.id(), entry.name(), false, sightings));
    }

    private static void put(
            RbdPool pool, String cluster, String id, String name, boolean inTrash, Map<ImageId, Sighting> sightings) {
        ImageId image = new ImageId(pool.cluster().fsid(), pool.poolId(), pool.namespace(), id);
        ImageRef ref = new ImageRef(cluster, pool.poolName(), pool.namespace(), Labels.storable(name));
        sightings.put(image, new Sighting(image, ref, inTrash));
    }
}
