package io.spirula.contracts.event;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a restore is. May be lost.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param phase copy, verify, flatten, or wait when something holds it up
 * @param bytesDone bytes of the phase done
 * @param bytesTotal bytes of the phase altogether; null while that is not known
 * @param obstacle what holds it up until it is tried again; null when nothing does
 * @param at when
 */
public record RestoreProgressed(
        RestoreId restore,
        LineageId lineage,
        String phase,
        long bytesDone,
        @Nullable Long bytesTotal,
        @Nullable Reason obstacle,
        Instant at)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return restore + "#" + at;
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
