package io.spirula.scheduler.dispatch;

import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.progress.ProgressStore;
import io.spirula.scheduler.run.RunHistory;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets what nobody asks for any more. Harmless when several instances do it at once. */
@Component
class Housekeeping {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration KEEP_PROGRESS = Duration.ofDays(1);
    private static final Duration KEEP_KEYS = Duration.ofDays(2);

    private final RunHistory history;
    private final ProgressStore progress;
    private final Idempotency idempotency;
    private final Clock clock;

    Housekeeping(RunHistory history, ProgressStore progress, Idempotency idempotency, Clock clock) {
        this.history = history;
        this.progress = progress;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
    void clean() {
        long runs = history.forgetOld();
        int told = progress.deleteBefore(clock.instant().minus(KEEP_PROGRESS));
        int keys = idempotency.forgetOlderThan(KEEP_KEYS);
        log.info("Forgot {} ended runs, {} progress rows, {} idempotency keys", runs, told, keys);
    }
}
