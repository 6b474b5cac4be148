package io.spirula.scheduler.schedule;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.policy.Schedule;
import java.time.Duration;
import java.time.Instant;

/**
 * How long runs may take.
 *
 * @param shortest at least this long
 * @param intervals or as many intervals of the schedule, if that is longer
 */
public record Deadlines(Duration shortest, int intervals) {

    /** The deadline of a run that starts now. */
    public Instant of(Schedule schedule, LineageId lineage, Instant now) {
        DueTimes times = DueTimes.of(schedule, lineage);
        Duration interval = times.after(now)
                .flatMap(first -> times.after(first).map(second -> Duration.between(first, second)))
                .orElse(Duration.ZERO);
        Duration several = interval.multipliedBy(intervals);
        return now.plus(several.compareTo(shortest) > 0 ? several : shortest);
    }
}
