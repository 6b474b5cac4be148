package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.time.Instant;

/**
 * A source snapshot of ours was removed by us.
 *
 * @param point the point
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param snapshotId its id
 * @param snapshot its name
 * @param reason why it was not needed any more
 * @param prunedAt when
 */
public record SnapshotPruned(
        PointId point,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        long snapshotId,
        String snapshot,
        Reason reason,
        Instant prunedAt)
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
