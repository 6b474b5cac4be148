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
 * @param bytesKnown bytes found for the phase up to now; null when that was not told
 * @param bytesPerSecond done lately; null while that is not known
 * @param secondsLeft until the phase is done, at that rate; null when nothing can be said
 * @param obstacle what holds it up; null when nothing does
 * @param at when that was told
 */
public record Progress(
        String phase,
        long bytesDone,
        @Nullable Long bytesTotal,
        @Nullable Long bytesKnown,
        @Nullable Long bytesPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Reason obstacle,
        Instant at) {

    /** Of something that tells no rate. */
    static Progress of(String phase, long bytesDone, @Nullable Long bytesTotal, @Nullable Reason obstacle, Instant at) {
        return new Progress(phase, bytesDone, bytesTotal, null, null, null, obstacle, at);
    }
}
