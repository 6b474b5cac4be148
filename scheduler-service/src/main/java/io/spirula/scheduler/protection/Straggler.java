package io.spirula.scheduler.protection;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.event.SnapshotCreated;

/**
 * A snapshot that may have been made after its image was released.
 *
 * @param point that it was made for
 * @param lineage the disk
 * @param image the source image
 * @param ref what people called it then
 */
record Straggler(PointId point, LineageId lineage, ImageId image, ImageRef ref) {

    static Straggler of(SnapshotCreated event) {
        return new Straggler(event.point(), event.lineage(), event.image(), event.ref());
    }
}
