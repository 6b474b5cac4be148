package io.spirula.snapshot.retention;

import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.snapshot.cluster.Clusters;
import io.spirula.snapshot.cluster.WrongClusterException;
import org.springframework.stereotype.Component;

/** Removes snapshots from source images, by ids alone. */
@Component
class SnapshotRemover {

    private final Clusters clusters;

    SnapshotRemover(Clusters clusters) {
        this.clusters = clusters;
    }

    /**
     * Returns when the snapshot is gone, also if it was before.
     *
     * @throws io.spirula.rbd.RbdException when it is still there, or may be
     * @throws WrongClusterException when another cluster has the name by now
     */
    void remove(SourceSnapshot snapshot) {
        clusters.run(snapshot.ref().cluster(), cluster -> {
            if (!cluster.fsid().equals(snapshot.image().fsid())) {
                throw new WrongClusterException(cluster.name(), snapshot.image().fsid(), cluster.fsid());
            }
            try (RbdPool pool = cluster.openPool(
                            snapshot.image().pool(), snapshot.image().namespace());
                    RbdImage image =
                            pool.open(ImageLocator.byId(snapshot.image().image()))) {
                image.snapshots().remove(snapshot.snapshotId());
            } catch (RbdNotFoundException e) {
                return;
            }
        });
    }
}
