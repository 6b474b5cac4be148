package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.time.Instant;

/**
 * A source snapshot of ours is gone although we did not remove it.
 *
 * @param point the point
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param snapshotId its id
 * @param snapshot its name
 * @param reason how that was noticed
 * @param noticedAt when
 */
public record SnapshotLost(
        PointId point,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        long snapshotId,
        String snapshot,
        Reason reason,
        Instant noticedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return image.text() + "@" + snapshotId;
    }

    @Override
    public ImageRef subject() {
        return ref;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }
}
