package io.spirula.transfer.move;

import io.spirula.mover.MoveProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** How fast a move was in the last ten seconds. Each phase begins anew. Used by one thread at a time. */
final class Speed {

    private static final long SPAN_NANOS = 10_000_000_000L;

    private final Deque<Measurement> measurements = new ArrayDeque<>();
    private MoveProgress.@Nullable Phase phase;

    private record Measurement(long bytes, long nanos) {}

    /**
     * Takes a measurement.
     *
     * @param nanos as {@link System#nanoTime}
     * @return bytes per second; null before the second one of a phase
     */
    @Nullable
    Long measured(MoveProgress progress, long nanos) {
        Measurement last = measurements.peekLast();
        if (progress.phase() != phase || last == null || progress.bytesDone() < last.bytes()) {
            measurements.clear();
            phase = progress.phase();
        }
        measurements.addLast(new Measurement(progress.bytesDone(), nanos));
        // what lies before the span is needed to know what was done since its beginning
        while (measurements.size() > 2 && nanos - second().nanos() >= SPAN_NANOS) {
            measurements.removeFirst();
        }
        Measurement first = measurements.getFirst();
        long took = nanos - first.nanos();
        return took <= 0 ? null : Math.round((progress.bytesDone() - first.bytes()) * 1e9 / took);
    }

    private Measurement second() {
        var each = measurements.iterator();
        each.next();
        return each.next();
    }

    /**
     * Seconds until the phase is done; null when nothing can be said: while its total is not known, or nothing moves.
     *
     * @param bytesPerSecond null when it is not known
     */
    static @Nullable Long secondsLeft(MoveProgress progress, @Nullable Long bytesPerSecond) {
        Long total = progress.bytesTotal();
        if (total == null || bytesPerSecond == null || bytesPerSecond == 0) {
            return null;
        }
        long left = Math.max(0, total - progress.bytesDone());
        return (left + bytesPerSecond - 1) / bytesPerSecond;
    }
}
