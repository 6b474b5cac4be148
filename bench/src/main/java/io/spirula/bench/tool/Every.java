package io.spirula.bench.tool;

import io.spirula.bench.world.BenchException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something at once and then again and again, until it is closed. */
public final class Every implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> done;

    public Every(Duration period, Runnable task) {
        done = CompletableFuture.runAsync(() -> {
            var next = System.nanoTime();
            do {
                task.run();
                next += period.toNanos();
            } while (!isClosedBefore(next));
        });
    }

    private boolean isClosedBefore(long nanos) {
        try {
            return closed.await(nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }

    /** Returns when the last round has ended; throws what a round threw. */
    @Override
    public void close() {
        closed.countDown();
        done.join();
    }
}
