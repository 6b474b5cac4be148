package io.spirula.scheduler.progress;

import io.spirula.contracts.event.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far something is.
 *
 * @param phase what is done now
 * @param bytesDone bytes of the phase done
 * @param bytesTotal bytes of the phase altogether; null while that is not known
 * @param obstacle what holds it up; null when nothing does
 * @param at when that was told
 */
public record Progress(
        String phase,
        long bytesDone,
        @Nullable Long bytesTotal,
        @Nullable Reason obstacle,
        Instant at) {}
