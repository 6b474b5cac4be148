package io.spirula.rbd.nativeceph;

import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;

/** Makes a clone by ids, though librbd wants names: looks them up first and checks afterwards what came of it. */
final class Cloning {

    private static final int CLONE_FORMAT = 2;

    private final NativePool pool;
    private final ParentSnapshot parent;

    Cloning(NativePool pool, ParentSnapshot parent) {
        this.pool = pool;
        this.parent = parent;
    }

    void into(String childName, ImageFeatures features) {
        String operation = "clone snapshot " + parent.snapshotId() + " of image " + parent.imageId() + " to "
                + RbdNames.printable(childName);
        try (var parentPool = (NativePool) pool.cluster().openPool(parent.poolId(), parent.namespace())) {
            byte[] parentName = CText.of(parentPool.nameOf(parent.imageId()));
            byte[] snapshotName = CText.of(snapshotName(parentPool));
            pool.call(() -> {
                try (var options = new ImageOptions(operation, pool::describe)) {
                    options.set(LibRbd.OPTION_CLONE_FORMAT, CLONE_FORMAT);
                    options.set(LibRbd.OPTION_FEATURES, features.bits());
                    int result = LibRbd.rbd_clone3(
                            parentPool.io(),
                            parentName,
                            snapshotName,
                            pool.io(),
                            CText.of(childName),
                            options.pointer());
                    return Call.check(result, operation, pool::describe);
                }
            });
        }
        requireParent(childName, operation);
    }

    private String snapshotName(NativePool parentPool) {
        try (var image = parentPool.openReadOnly(ImageLocator.byId(parent.imageId()))) {
            return image.snapshots()
                    .find(parent.snapshotId())
                    .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                    .orElseThrow(() ->
                            RbdException.of(Call.ENOENT, "find user snapshot " + parent.snapshotId(), image.describe()))
                    .name();
        }
    }

    /** Between look-up and clone another image or snapshot may have taken the name. */
    private void requireParent(String childName, String operation) {
        String childId;
        try (var child = pool.openReadOnly(ImageLocator.byName(childName))) {
            if (child.parent().filter(parent::equals).isPresent()) {
                return;
            }
            childId = child.id().image();
        }
        pool.remove(childId, ProgressListener.SILENT);
        throw RbdException.of(Call.ENOENT, operation, pool.describe());
    }
}
