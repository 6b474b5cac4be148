package io.spirula.messaging.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Whether the clock of this machine was set back, as seen from a clock that nobody sets. Safe for use by many threads. */
final class ClockSetBack {

    /** What is between two readings, and what is put right in small steps, is less. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Instant madeAt;
    private final long madeAtNanos;

    /** How far the clock was ahead of the time that passed, at most. */
    private Duration farthestAhead = Duration.ZERO;

    /** The machine's, from now on. */
    static ClockSetBack sinceNow() {
        return new ClockSetBack(InstantSource.system(), System::nanoTime);
    }

    /**
     * @param nanos of a clock that is never set
     */
    ClockSetBack(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.madeAt = clock.instant();
        this.madeAtNanos = nanos.getAsLong();
    }

    /**
     * @throws ClockSetBackException when it is behind by more than five seconds, compared with any earlier look or with when
     *     this was made
     */
    synchronized void check() {
        Instant expected = madeAt.plusNanos(nanos.getAsLong() - madeAtNanos);
        Duration ahead = Duration.between(expected, clock.instant());
        if (ahead.compareTo(farthestAhead) > 0) {
            farthestAhead = ahead;
        }
        Duration behind = farthestAhead.minus(ahead);
        if (behind.compareTo(NOTICED) > 0) {
            throw new ClockSetBackException(behind);
        }
    }
}
