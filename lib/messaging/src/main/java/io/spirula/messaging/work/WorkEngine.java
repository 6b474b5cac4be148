package io.spirula.messaging.work;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.spirula.messaging.MessagingProperties;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the workers. db-scheduler brings turns to processes: soon after the wake, later after a failure, elsewhere when a process
 * died. Who may commit is decided by the lease alone.
 */
final class WorkEngine implements SmartLifecycle {

    private static final int MISSED_HEARTBEATS = 4;

    private final DataSource database;
    private final Map<String, Worker> workers;
    private final TurnRunner runner;
    private final LeaseRenewal renewal;
    private final InstantSource clock;
    private final WorkSweep sweep;
    private final MessagingProperties.Work settings;
    private final String holder;
    private final AtomicBoolean stopping;
    private volatile @Nullable Scheduler scheduler;

    WorkEngine(
            DataSource database,
            Collection<Worker> workers,
            TurnRunner runner,
            LeaseRenewal renewal,
            InstantSource clock,
            WorkSweep sweep,
            MessagingProperties.Work settings,
            String holder,
            AtomicBoolean stopping) {
        this.database = database;
        this.workers = workers.stream().collect(Collectors.toUnmodifiableMap(Worker::queue, Function.identity()));
        this.runner = runner;
        this.renewal = renewal;
        this.clock = clock;
        this.sweep = sweep;
        this.settings = settings;
        this.holder = holder;
        this.stopping = stopping;
    }

    @Override
    public boolean isAutoStartup() {
        return !workers.isEmpty();
    }

    @Override
    public void start() {
        stopping.set(false);
        renewal.start();
        Scheduler started = Scheduler.create(database, tasks())
                .threads(settings.threads())
                // never more picked than there are threads: what waits in a queue has no heartbeat
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(settings.stopTimeout())
                .schedulerName(() -> holder)
                .failureLogging(LogLevel.OFF, false)
                .enableImmediateExecution()
                .alwaysPersistTimestampInUTC()
                .clock(clock::instant)
                .build();
        started.start();
        scheduler = started;
        sweep.start(this::lookNow);
    }

    @Override
    public void stop() {
        stopping.set(true);
        sweep.stop();
        Scheduler stopped = scheduler;
        if (stopped != null) {
            stopped.stop();
        }
        renewal.stop();
        scheduler = null;
    }

    @Override
    public boolean isRunning() {
        return scheduler != null;
    }

    /** Stops after what wakes it and before what publishes its results. */
    @Override
    public int getPhase() {
        return 200;
    }

    /** Something became due. */
    void lookNow() {
        Scheduler current = scheduler;
        if (current != null) {
            current.triggerCheckForDueExecutions();
        }
    }

    private List<Task<?>> tasks() {
        List<Task<?>> tasks = new ArrayList<>();
        workers.forEach((queue, worker) -> tasks.add(Tasks.custom(WorkId.task(queue), Void.class)
                .onFailure(runner::failed)
                .onDeadExecutionRevive()
                .execute((instance, context) -> runner.run(
                        worker, new WorkId(queue, instance.getId()), context.getExecution().consecutiveFailures))));
        return tasks;
    }
}
