package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;

/** Makes clones independent of the replica. */
final class Flattening {

    private Flattening() {}

    /** Returns whether the image is on its own now; false when it does not exist any more. */
    static boolean flatten(CephCluster cluster, ImageId image, RestoreContext context) {
        try (RbdPool pool = cluster.openPool(image.pool(), image.namespace());
                RbdImage opened = pool.open(ImageLocator.byId(image.image()))) {
            if (opened.parent().isPresent()) {
                opened.flatten(context::flattened);
            }
        } catch (RbdNotFoundException e) {
            return false;
        }
        return isIndependent(cluster, image);
    }

    private static boolean isIndependent(CephCluster cluster, ImageId image) {
        try (RbdPool pool = cluster.openPool(image.pool(), image.namespace());
                RbdImage opened = pool.open(ImageLocator.byId(image.image()))) {
            if (opened.parent().isPresent()) {
                throw new IllegalStateException("image " + image + " still has its parent after it was flattened");
            }
            return true;
        } catch (RbdNotFoundException e) {
            return false;
        }
    }
}
