package io.spirula.cli.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far one thing is.
 *
 * @param name what people call it
 * @param state as the server told it
 * @param phase what is being done; empty when that is not known
 * @param obstacle what holds it up, or why it ended so; empty when nothing is told
 * @param bytesDone bytes of the phase done; null when that is not known
 * @param bytesTotal bytes of the phase altogether; null while that is not known
 * @param bytesKnown bytes found for the phase up to now; null when that is not known
 * @param bytesPerSecond lately; null while that is not known
 */
record Progress(
        String name,
        String state,
        String phase,
        String obstacle,
        @Nullable Long bytesDone,
        @Nullable Long bytesTotal,
        @Nullable Long bytesKnown,
        @Nullable Double bytesPerSecond) {

    /** Of the phase, at the rate of late; null when nothing can be said. */
    @Nullable
    Duration left() {
        if (bytesDone == null || bytesTotal == null || bytesPerSecond == null || bytesPerSecond < 1) {
            return null;
        }
        return Duration.ofSeconds((long) Math.ceil(Math.max(0, bytesTotal - bytesDone) / bytesPerSecond));
    }

    /** From 0 to 1; null when nothing can be said. */
    @Nullable
    Double fraction() {
        if (bytesDone == null || bytesTotal == null) {
            return null;
        }
        return bytesTotal == 0 ? 1.0 : Math.max(0, Math.min(1, bytesDone / (double) bytesTotal));
    }
}
