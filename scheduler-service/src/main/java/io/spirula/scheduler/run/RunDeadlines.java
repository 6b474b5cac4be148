package io.spirula.scheduler.run;

import io.spirula.contracts.RunId;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Ends runs whose deadline passed. */
@Component
public class RunDeadlines {

    private final RunStore store;
    private final RunService runs;
    private final Clock clock;

    public RunDeadlines(RunStore store, RunService runs, Clock clock) {
        this.store = store;
        this.runs = runs;
        this.clock = clock;
    }

    public List<RunId> overdue() {
        return store.overdue(clock.instant());
    }

    /** In a transaction of its own. */
    public void expire(RunId id) {
        runs.expire(id);
    }
}
