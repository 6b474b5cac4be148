package io.spirula.messaging.work;

import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes on a thread of its own after the commit: the caller's transaction waits for no lock of ours, and its thread needs no second
 * connection. A wake that gets lost here is made good by the sweep.
 */
final class AfterCommitWaker implements WorkWaker, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AfterCommitWaker.class);
    private static final int WAITING = 10_000;

    private final Supplier<Set<String>> queues;
    private final WakeTable wakes;
    private final Runnable found;
    private final ThreadPoolExecutor thread;

    /**
     * @param queues of the workers
     * @param found to be told that something is due
     */
    AfterCommitWaker(Supplier<Set<String>> queues, WakeTable wakes, Runnable found) {
        this.queues = queues;
        this.wakes = wakes;
        this.found = found;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> {
                    Thread waking = new Thread(task, "work-waker");
                    waking.setDaemon(true);
                    return waking;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void wake(String queue, String instance) {
        Set<String> known = queues.get();
        if (!known.contains(queue)) {
            throw new IllegalArgumentException("No worker has the queue " + queue + "; there are " + known);
        }
        WorkId id = new WorkId(queue, instance);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    wakeSoon(id);
                }
            });
        } else {
            wakeSoon(id);
        }
    }

    private void wakeSoon(WorkId id) {
        thread.execute(() -> {
            try {
                wakes.wake(id);
                found.run();
            } catch (RuntimeException e) {
                LOG.debug("{} was not woken; the sweep will", id, e);
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
