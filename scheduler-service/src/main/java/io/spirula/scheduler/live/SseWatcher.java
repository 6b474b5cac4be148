package io.spirula.scheduler.live;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One client. Events wait in a bounded queue and are written by a thread of the pool, one at a time; a client that does not keep
 * up is dropped and may come back with the id of the last event that it saw.
 */
final class SseWatcher implements LiveFeed.Watcher {

    private static final Logger log = LoggerFactory.getLogger(SseWatcher.class);

    private final SseEmitter emitter;
    private final Predicate<LiveEvent> filter;
    private final Executor pool;
    private final BlockingQueue<Optional<LiveEvent>> queue;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean dropped = new AtomicBoolean();

    SseWatcher(SseEmitter emitter, Predicate<LiveEvent> filter, Executor pool, int capacity) {
        this.emitter = emitter;
        this.filter = filter;
        this.pool = pool;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public void take(LiveEvent event) {
        if (filter.test(event)) {
            enqueue(Optional.of(event));
        }
    }

    /** Shows the client, and whatever is between, that the connection lives. */
    void heartbeat() {
        enqueue(Optional.empty());
    }

    boolean isDropped() {
        return dropped.get();
    }

    void drop() {
        dropped.set(true);
        wake();
    }

    private void enqueue(Optional<LiveEvent> item) {
        if (!dropped.get() && !queue.offer(item)) {
            log.info("Dropping a client that is {} events behind", queue.size());
            dropped.set(true);
        }
        wake();
    }

    private void wake() {
        if (writing.compareAndSet(false, true)) {
            try {
                pool.execute(this::write);
            } catch (RejectedExecutionException e) {
                log.debug("The service stops", e);
                dropped.set(true);
            }
        }
    }

    private void write() {
        try {
            Optional<LiveEvent> next = queue.poll();
            while (next != null && !dropped.get()) {
                send(next);
                next = queue.poll();
            }
            if (dropped.get()) {
                emitter.complete();
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("A client went away", e);
            dropped.set(true);
        } finally {
            writing.set(false);
        }
        if (!queue.isEmpty() && !dropped.get()) {
            wake();
        }
    }

    private void send(Optional<LiveEvent> item) throws IOException {
        if (item.isEmpty()) {
            emitter.send(SseEmitter.event().comment("alive"));
            return;
        }
        LiveEvent event = item.get();
        emitter.send(SseEmitter.event()
                .id(event.id().toString())
                .name(event.type())
                .data(event, MediaType.APPLICATION_JSON));
    }
}
