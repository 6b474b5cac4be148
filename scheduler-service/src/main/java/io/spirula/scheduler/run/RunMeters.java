package io.spirula.scheduler.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts runs that ended. */
@Component
public class RunMeters {

    private final Map<RunState, Counter> ended = new EnumMap<>(RunState.class);

    public RunMeters(MeterRegistry registry) {
        for (RunState state : RunState.values()) {
            if (state != RunState.RUNNING) {
                ended.put(
                        state,
                        Counter.builder("spirula.runs.ended")
                                .description("Runs that ended, by outcome")
                                .tag("outcome", state.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
        }
    }

    /** Counts it when the current transaction commits. */
    void ended(RunState state) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                Counter counter = ended.get(state);
                if (counter != null) {
                    counter.increment();
                }
            }
        });
    }
}
