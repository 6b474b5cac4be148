package io.spirula.scheduler.run;

import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Ended runs are kept for a time only; those with a copy that is still worked on, or may be, stay. */
@Component
public class RunHistory {

    private static final int BATCH = 10_000;

    private final RunStore runs;
    private final SchedulerProperties properties;
    private final Clock clock;

    public RunHistory(RunStore runs, SchedulerProperties properties, Clock clock) {
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
    }

    /** How many were forgotten. */
    public long forgetOld() {
        Instant before = clock.instant().minus(properties.schedule().keepRuns());
        long forgotten = 0;
        int some;
        do {
            some = runs.deleteEndedBefore(before, BATCH);
            forgotten += some;
        } while (some == BATCH);
        return forgotten;
    }
}
