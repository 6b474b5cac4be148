package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;

/**
 * An audit found a change that the object maps of a source image did not name. They are not gone by any more until an
 * administrator says so. The next copy on each target has everything; older points that were found fast may lack changes.
 *
 * @param point the point that was being copied
 * @param run its run
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param tenant whose it is
 * @param target where it was being copied to
 * @param baseSnapshotId the source snapshot that the difference started from; 0 where that is not known any more
 * @param snapshotId the source snapshot that was being copied, or whose copy was found to be wrong
 * @param reason where the change was, and what to do
 * @param noticedAt when; it tells the times apart that something speaks against the maps of one snapshot
 */
public record ObjectMapDistrusted(
        PointId point,
        RunId run,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String tenant,
        TargetRef target,
        long baseSnapshotId,
        long snapshotId,
        Reason reason,
        Instant noticedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    /** Maps that are trusted again may be found wrong again at the same snapshot: each time is news. */
    @Override
    public String businessKey() {
        return image.text() + "@" + snapshotId + " " + noticedAt;
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
