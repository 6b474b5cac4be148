package io.spirula.contracts.event;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;

/**
 * Give a restore up, unless its image is usable already.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param requestedBy who asked
 * @param requestedAt when
 */
public record RestoreCancelRequested(RestoreId restore, LineageId lineage, String requestedBy, Instant requestedAt)
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
    public LineageId lineageOrNull() {
        return lineage;
    }

    @Override
    public RestoreId restoreOrNull() {
        return restore;
    }
}
