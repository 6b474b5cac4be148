package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Whoever holds snapshots on images, told what scans see of those. All but the first are called in a transaction and may be
 * called again for the same thing.
 */
public interface SnapshotWatch {

    /** Ids of the snapshots that should be there, by image: these images are opened in every scan. */
    Map<ImageId, Set<Long>> heldSnapshots(String cluster);

    /**
     * The owner moved the image to the trash. It may have come back since.
     *
     * @param seenAt not after the moment at which it was there
     */
    void inTrash(ImageId image, ImageRef ref, Instant seenAt);

    /** The image does not exist any more. */
    void gone(ImageId image, ImageRef ref);

    /** One of the held snapshots is not there. */
    void snapshotMissing(ImageId image, ImageRef ref, long snapshotId);
}
