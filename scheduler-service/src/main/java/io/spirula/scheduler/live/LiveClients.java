package io.spirula.scheduler.live;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tokens;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The clients that watch: keeps their connections alive, and lets go of them when their tokens are not taken any more, and before
 * the server stops.
 */
@Component
class LiveClients implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LiveClients.class);

    /** A client comes back by itself; its token is judged again then. */
    private static final Duration LONGEST_CONNECTION = Duration.ofMinutes(30);

    private final LiveFeed feed;
    private final SchedulerProperties.Live properties;
    private final Tokens tokens;
    private final Map<SseWatcher, Caller> watchers = new ConcurrentHashMap<>();
    private @Nullable ExecutorService pool;
    private @Nullable ScheduledExecutorService heart;

    LiveClients(LiveFeed feed, Tokens tokens, SchedulerProperties properties) {
        this.feed = feed;
        this.tokens = tokens;
        this.properties = properties.live();
    }

    SseEmitter connect(Caller caller, Predicate<LiveEvent> filter, @Nullable UUID after) {
        SseEmitter emitter = new SseEmitter(LONGEST_CONNECTION.toMillis());
        SseWatcher watcher = new SseWatcher(emitter, filter, pool(), properties.queue() + properties.buffer());
        emitter.onCompletion(() -> forget(watcher));
        emitter.onTimeout(watcher::drop);
        emitter.onError(e -> forget(watcher));
        watchers.put(watcher, caller);
        watcher.heartbeat();
        try {
            feed.watch(caller, watcher, after);
        } catch (Refusal e) {
            forget(watcher);
            throw e;
        }
        return emitter;
    }

    private void forget(SseWatcher watcher) {
        watchers.remove(watcher);
        feed.leave(watcher);
    }

    private synchronized ExecutorService pool() {
        ExecutorService running = pool;
        if (running == null) {
            throw Refusal.of(ProblemCode.UNAVAILABLE, "The service is stopping");
        }
        return running;
    }

    @Override
    public synchronized void start() {
        AtomicInteger count = new AtomicInteger();
        pool = Executors.newCachedThreadPool(work -> daemon(work, "live-" + count.incrementAndGet()));
        ScheduledExecutorService beating =
                Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "live-heartbeat"));
        long every = properties.heartbeat().toMillis();
        ScheduledFuture<?> beat = beating.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
        log.debug("Heartbeat started, running: {}", !beat.isDone());
        heart = beating;
    }

    private void beat() {
        Predicate<Caller> taken = taken();
        watchers.forEach((watcher, caller) -> {
            if (!taken.test(caller)) {
                watcher.drop();
            }
            if (watcher.isDropped()) {
                forget(watcher);
            } else {
                watcher.heartbeat();
            }
        });
    }

    /** While the database is away nobody is sent away. */
    private Predicate<Caller> taken() {
        try {
            return watchers.isEmpty() ? caller -> true : tokens.taken();
        } catch (DataAccessException | TransactionException e) {
            log.debug("Whose tokens are taken is not known now", e);
            return caller -> true;
        }
    }

    @Override
    public synchronized void stop() {
        watchers.keySet().forEach(SseWatcher::drop);
        if (heart != null) {
            heart.shutdown();
        }
        if (pool != null) {
            pool.shutdown();
        }
        heart = null;
        pool = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return pool != null;
    }

    /** Open connections would hold up the server's graceful stop, which comes later. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
