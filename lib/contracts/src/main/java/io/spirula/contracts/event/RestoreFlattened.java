package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;

/**
 * An instantly restored image does not depend on the replica any more.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param point the point
 * @param destination the image to make
 * @param image the restored image
 * @param flattenedAt when
 */
public record RestoreFlattened(
        RestoreId restore, LineageId lineage, PointId point, ImageRef destination, ImageId image, Instant flattenedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return restore.toString();
    }

    @Override
    public ImageRef subject() {
        return destination;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }

    @Override
    public RestoreId restoreOrNull() {
        return restore;
    }
}
