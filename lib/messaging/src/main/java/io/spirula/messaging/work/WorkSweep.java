package io.spirula.messaging.work;

import io.spirula.messaging.kafka.Outage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the workers now and then what is due, so that no wake needs to be safe against a crash. */
final class WorkSweep {

    private static final Logger LOG = LoggerFactory.getLogger(WorkSweep.class);
    private static final int LIMIT = 1_000;

    private final List<Worker> workers;
    private final WakeTable wakes;
    private final EndedWork ended;
    private final WorkMeters meters;
    private final Duration interval;
    private final Outage outage = new Outage(LOG, "WORK_NOT_SWEPT: work that nobody woke waits");
    private volatile CountDownLatch stop = new CountDownLatch(0);

    WorkSweep(Collection<Worker> workers, WakeTable wakes, EndedWork ended, WorkMeters meters, Duration interval) {
        this.workers = List.copyOf(workers);
        this.wakes = wakes;
        this.ended = ended;
        this.meters = meters;
        this.interval = interval;
    }

    void start(Runnable found) {
        CountDownLatch end = new CountDownLatch(1);
        stop = end;
        Thread thread = new Thread(() -> run(end, found), "work-sweep");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stop.countDown();
    }

    private void run(CountDownLatch end, Runnable found) {
        try {
            do {
                sweep(found);
            } while (!end.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(Runnable found) {
        boolean failed = false;
        for (Worker worker : workers) {
            try {
                List<String> due = worker.dueInstances(LIMIT);
                int scheduled = due.isEmpty() ? 0 : wakes.scheduleMissing(worker.queue(), due);
                if (scheduled > 0) {
                    meters.swept(worker.queue(), scheduled);
                    found.run();
                }
            } catch (RuntimeException | Error e) {
                failed = true;
                outage.failed(e);
            }
        }
        failed |= !keepHouse();
        if (!failed) {
            outage.over();
        }
    }

    private boolean keepHouse() {
        try {
            ended.pruneWhenDue();
            return true;
        } catch (RuntimeException | Error e) {
            outage.failed(e);
            return false;
        }
    }
}
