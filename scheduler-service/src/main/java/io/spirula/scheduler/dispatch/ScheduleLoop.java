package io.spirula.scheduler.dispatch;

import io.spirula.contracts.RunId;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.scheduler.protection.DueKey;
import io.spirula.scheduler.restore.RestoreDeadlines;
import io.spirula.scheduler.run.RunDeadlines;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks again and again for runs that are due or overdue, and for restores that are overdue. One thread; what fails is
 * left alone for a while, the rest goes on. What is due or over is known only when everything was read that was told by the
 * start of the service: a run may have ended, a policy gone. After an {@link Error} nothing can be relied on: the loop ends, and the health
 * of the service says so.
 */
@Component
class ScheduleLoop implements BackgroundLoop {

    private static final Logger log = LoggerFactory.getLogger(ScheduleLoop.class);
    private static final int BATCH = 200;
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Dispatcher dispatcher;
    private final RunDeadlines deadlines;
    private final RestoreDeadlines restores;
    private final CatchUp catchUp;
    private final Clock clock;
    private final Duration pollInterval;
    private final Map<Object, Instant> resting = new HashMap<>();
    private Instant loopRestsUntil = Instant.MIN;
    private @Nullable ScheduledExecutorService executor;

    ScheduleLoop(
            Dispatcher dispatcher,
            RunDeadlines deadlines,
            RestoreDeadlines restores,
            CatchUp catchUp,
            Clock clock,
            SchedulerProperties properties) {
        this.dispatcher = dispatcher;
        this.deadlines = deadlines;
        this.restores = restores;
        this.catchUp = catchUp;
        this.clock = clock;
        this.pollInterval = properties.schedule().pollInterval();
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started =
                Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "schedule"));
        ScheduledFuture<?> loop = started.scheduleWithFixedDelay(
                () -> turnOrEnd(started), 0, pollInterval.toMillis(), TimeUnit.MILLISECONDS);
        log.debug("Schedule loop started, running: {}", !loop.isDone());
        executor = started;
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            if (!running.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The schedule loop did not come to an end within {}", STOP_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null && !executor.isShutdown();
    }

    @Override
    public String loopName() {
        return "schedule";
    }

    private void turnOrEnd(ScheduledExecutorService running) {
        try {
            turn();
        } catch (Error e) {
            log.error("The schedule loop ended: this instance starts no run any more. Restart it", e);
            running.shutdown();
            throw e;
        }
    }

    private void turn() {
        Instant now = clock.instant();
        if (now.isBefore(loopRestsUntil)) {
            return;
        }
        try {
            if (!catchUp.isComplete()) {
                return;
            }
            resting.values().removeIf(until -> !until.isAfter(now));
            List<DueKey> due = dispatcher.due(BATCH);
            due.forEach(key -> guarded(key, () -> dispatcher.dispatch(key)));
            List<RunId> overdue = deadlines.overdue();
            overdue.forEach(run -> guarded(run, () -> deadlines.expire(run)));
            guarded("overdue restores", restores::expire);
        } catch (RuntimeException e) {
            loopRestsUntil = now.plusSeconds(1);
            log.warn("Looking for due runs failed; trying again in a second", e);
        }
    }

    private void guarded(Object key, Runnable work) {
        if (resting.containsKey(key)) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            resting.put(key, clock.instant().plus(REST_AFTER_FAILURE));
            log.error("Dispatching {} failed; trying again in {}", key, REST_AFTER_FAILURE, e);
        }
    }
}
