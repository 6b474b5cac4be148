package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.RestoreId;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.restore.command.Restore;
import java.util.Optional;

/**
 * The image of a restore that has its final name, and is its owner's: nothing here writes to it or removes it. The restore's
 * mark stays on it until its end was told, for the records may be set back to before that.
 */
final class NamedImage {

    private NamedImage() {}

    /** The image of the destination's name, if its mark says that this very restore made it. */
    static Optional<ImageId> find(RbdPool pool, Restore restore) {
        return pool.images().stream()
                .filter(entry -> entry.name().equals(restore.destination().name()))
                .filter(entry -> saysSo(pool, entry, restore.id()))
                .map(ImageEntry::id)
                .map(id -> new ImageId(pool.cluster().fsid(), pool.poolId(), pool.namespace(), id))
                .findFirst();
    }

    private static boolean saysSo(RbdPool pool, ImageEntry entry, RestoreId restore) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(entry.id()))) {
            return isMarked(image, restore);
        } catch (RbdException e) {
            if (e.isTransient() || e.endsConnection()) {
                throw e;
            }
            return false;
        }
    }

    private static boolean isMarked(RbdImage image, RestoreId restore) {
        return image.metadata()
                .get(MadeImage.RESTORE)
                .filter(restore.toString()::equals)
                .isPresent();
    }

    /** Takes the mark off, if the image still is and has it. */
    static void unmark(CephCluster cluster, ImageId id, RestoreId restore) {
        if (!cluster.fsid().equals(id.fsid())) {
            return;
        }
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace())) {
            if (isMarked(pool, id, restore)) {
                try (RbdImage image = pool.open(ImageLocator.byId(id.image()))) {
                    image.metadata().remove(MadeImage.RESTORE);
                }
            }
        } catch (RbdNotFoundException e) {
            // its owner has deleted it
        }
    }

    private static boolean isMarked(RbdPool pool, ImageId id, RestoreId restore) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id.image()))) {
            return isMarked(image, restore);
        }
    }
}
