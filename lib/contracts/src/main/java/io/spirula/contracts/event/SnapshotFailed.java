package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import java.time.Instant;

/**
 * The snapshot that a run asked for could not be made.
 *
 * @param run the run
 * @param point the point
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param policy the policy that asked
 * @param reason why
 * @param failedAt when
 */
public record SnapshotFailed(
        RunId run,
        PointId point,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String policy,
        Reason reason,
        Instant failedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return point.toString();
    }

    @Override
    public ImageRef subject() {
        return ref;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }

    @Override
    public RunId runOrNull() {
        return run;
    }
}
