package io.spirula.mover.replica;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.RbdImage;

/** Nothing is written to a replica without its exclusive lock. */
public final class ReplicaLock {

    private ReplicaLock() {}

    /**
     * Does nothing for an image that lacks the feature.
     *
     * @throws MoveFailedException if this handle does not hold the lock
     */
    public static void requireHeld(RbdImage image) {
        if (image.info().features().contains(ImageFeature.EXCLUSIVE_LOCK)
                && !image.lock().isOwner()) {
            throw MoveFailedException.refused(
                    MoveFailedException.TARGET_NOT_LOCKED,
                    "this process does not hold the exclusive lock of image " + image.id()
                            + ": another writer may have taken over");
        }
    }
}
