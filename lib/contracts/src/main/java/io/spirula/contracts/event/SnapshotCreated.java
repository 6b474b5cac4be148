package io.spirula.contracts.event;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import java.util.List;

/**
 * The source has a new snapshot of ours, leased to each target named here.
 *
 * @param run the run
 * @param point the point
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param tenant whose it is
 * @param policy the policy that asks
 * @param snapshotId its id
 * @param snapshot its name
 * @param size of the image at that moment, in bytes
 * @param consistency what the moment is worth
 * @param targets where copies go
 * @param settings how the copies are made
 * @param createdAt when
 * @param deadline a run that is not complete by then has failed
 */
public record SnapshotCreated(
        RunId run,
        PointId point,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String tenant,
        String policy,
        long snapshotId,
        String snapshot,
        long size,
        Consistency consistency,
        List<TargetRef> targets,
        MoveSettings settings,
        Instant createdAt,
        Instant deadline)
        implements Event {

    public SnapshotCreated {
        targets = List.copyOf(targets);
    }

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
