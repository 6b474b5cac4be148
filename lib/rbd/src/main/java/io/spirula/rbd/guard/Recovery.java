package io.spirula.rbd.guard;

import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks clusters that are left alone, now and then, so that one which is well again is known to be so although nobody has
 * work for it. A thread for each cluster, since a dead one answers late.
 */
public final class Recovery implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Duration interval;
    private final List<ScheduledExecutorService> threads = new ArrayList<>();

    public Recovery(Duration interval) {
        this.interval = interval;
    }

    /**
     * @param question is asked through the guard, as any other call is; only what it throws counts
     */
    public synchronized void watch(String cluster, ClusterGuard guard, Runnable question) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread daemon = new Thread(work, "recovery-" + cluster);
            daemon.setDaemon(true);
            return daemon;
        });
        threads.add(thread);
        ScheduledFuture<?> asking = thread.scheduleWithFixedDelay(
                () -> ask(cluster, guard, question), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        log.debug("cluster {} is watched: {}", cluster, !asking.isDone());
    }

    private static void ask(String cluster, ClusterGuard guard, Runnable question) {
        if (guard.state().breaker() == GuardState.Breaker.CLOSED) {
            return;
        }
        try {
            guard.once(() -> {
                question.run();
                return cluster;
            });
            log.info("cluster {} answers again", cluster);
        } catch (RbdException | ClusterUnavailableException e) {
            log.debug("cluster {} does not answer yet: {}", cluster, e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }
}
