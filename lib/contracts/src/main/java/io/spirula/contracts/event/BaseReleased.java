package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;

/**
 * A target does not need a source snapshot any more: it was seen to have a newer one in common with the source, or it was given up.
 *
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param point the point
 * @param snapshotId the id of the source snapshot
 * @param target the target that lets go
 * @param reason why
 * @param releasedAt when
 */
public record BaseReleased(
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        PointId point,
        long snapshotId,
        TargetRef target,
        Reason reason,
        Instant releasedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return image.text() + "@" + snapshotId + ">" + target.key();
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
