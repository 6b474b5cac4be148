package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;

/**
 * A restore was given up because somebody asked for that; the image that it was making is gone.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param point the point
 * @param destination the image to make
 * @param reason who asked
 * @param endedAt when
 */
public record RestoreCancelled(
        RestoreId restore, LineageId lineage, PointId point, ImageRef destination, Reason reason, Instant endedAt)
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
