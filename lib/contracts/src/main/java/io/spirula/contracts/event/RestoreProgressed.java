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
 * @param phase copy, verify or flatten
 * @param bytesDone bytes of the phase done
 * @param bytesTotal bytes of the phase altogether; null while that is not known
 * @param at when
 */
public record RestoreProgressed(
        RestoreId restore,
        LineageId lineage,
        String phase,
        long bytesDone,
        @Nullable Long bytesTotal,
        Instant at) implements Event {

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
}
