package io.spirula.restore.work;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;

/** The leased copy that a restore reads: a snapshot of a replica, found by ids. */
final class ReplicaSnapshot implements AutoCloseable {

    private final RbdPool pool;
    private final RbdImage image;

    private ReplicaSnapshot(RbdPool pool, RbdImage image) {
        this.pool = pool;
        this.image = image;
    }

    /**
     * Opens it with a watch, so that its removal does not go unnoticed. What a failure leaves open ends with the connection.
     *
     * @throws RestoreRefusedException when it is not what the lease names
     */
    static ReplicaSnapshot open(CephCluster cluster, LeaseGranted grant) {
        ReplicaPoint replica = grant.replica();
        if (!cluster.fsid().equals(replica.image().fsid())) {
            throw new RestoreRefusedException(
                    "WRONG_CLUSTER",
                    "the copy is on cluster " + replica.image().fsid() + ", but " + cluster.name() + " is "
                            + cluster.fsid() + "; check the configured clusters");
        }
        try {
            RbdPool pool =
                    cluster.openPool(replica.image().pool(), replica.image().namespace());
            RbdImage image = pool.openSnapshot(ImageLocator.byId(replica.image().image()), replica.snapshotId());
            return checked(new ReplicaSnapshot(pool, image), grant);
        } catch (RbdNotFoundException e) {
            throw new RestoreRefusedException(
                    "COPY_GONE",
                    "snapshot " + grant.snapshot() + " (" + replica.snapshotId() + ") of replica " + replica.ref()
                            + " is not there; restore another point");
        }
    }

    private static ReplicaSnapshot checked(ReplicaSnapshot opened, LeaseGranted grant) {
        if (!opened.image.id().equals(grant.replica().image()) || opened.image.size() != grant.size()) {
            String found = opened.image.id() + " with " + opened.image.size() + " bytes";
            throw new RestoreRefusedException(
                    "COPY_DIFFERS",
                    "the copy should be image " + grant.replica().image() + " with " + grant.size()
                            + " bytes at snapshot " + grant.snapshot() + " but is " + found
                            + "; restore another point and verify this one");
        }
        return opened;
    }

    RbdImage image() {
        return image;
    }

    ParentSnapshot asParent(long snapshotId) {
        return new ParentSnapshot(pool.poolId(), pool.namespace(), image.id().image(), snapshotId);
    }

    @Override
    public void close() {
        image.close();
        pool.close();
    }
}
