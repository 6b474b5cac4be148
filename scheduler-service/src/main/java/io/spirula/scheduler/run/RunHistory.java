package io.spirula.scheduler.run;

import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Ended runs are kept for a time only; those with a copy that is still worked on stay. */
@Component
public class RunHistory {

    private final RunStore runs;
    private final SchedulerProperties properties;
    private final Clock clock;

    public RunHistory(RunStore runs, SchedulerProperties properties, Clock clock) {
        this.runs = runs;
        this.properties = properties;
        this.clock = clock;
    }

    /** How many were forgotten. */
    public int forgetOld() {
        return runs.deleteEndedBefore(
                clock.instant().minus(properties.schedule().keepRuns()));
    }
}
