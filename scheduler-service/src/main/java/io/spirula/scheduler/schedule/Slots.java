package io.spirula.scheduler.schedule;

import java.time.Instant;
import java.util.Optional;

/** An ascending series of moments. */
interface Slots {

    /** The first moment after this one. */
    Optional<Instant> after(Instant moment);
}
