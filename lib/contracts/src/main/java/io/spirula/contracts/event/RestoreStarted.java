package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;

/**
 * A restore holds its lease and began.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param point the point
 * @param destination the image to make
 * @param instant whether it is a clone
 * @param startedAt when
 */
public record RestoreStarted(
        RestoreId restore, LineageId lineage, PointId point, ImageRef destination, boolean instant, Instant startedAt)
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
