package io.spirula.scheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whole multiples of an interval since 1970-01-01T00:00:00Z, so that they do not depend on when anybody started. */
record EverySlots(Duration every) implements Slots {

    EverySlots {
        if (every.toMillis() < 1) {
            throw new IllegalArgumentException("An interval is at least a millisecond: " + every);
        }
    }

    @Override
    public Optional<Instant> after(Instant moment) {
        long step = every.toMillis();
        long passed = Math.floorDiv(moment.toEpochMilli(), step);
        return Optional.of(Instant.ofEpochMilli((passed + 1) * step));
    }
}
