package io.spirula.mover.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do one piece of work together: the first that fails ends all, and nobody goes on before all have ended.
 */
public final class Crew {

    /** The part of one thread. */
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }

    private final String name;
    private final List<Thread> threads = new ArrayList<>();
    private int running;
    private @Nullable Throwable failure;

    public Crew(String name) {
        this.name = name;
    }

    /** For tasks that wait for nobody else of the crew: whoever does is told where it waits. */
    public static void endIfTold() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Adds a thread; none runs before {@link #work}. */
    public void add(String role, Task task) {
        Thread thread = new Thread(() -> run(task), name + "-" + role + "-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
    }

    /**
     * Runs all threads to their end.
     *
     * @param tick called every so often by the calling thread, and once at the end; what it throws ends the work
     * @param every how often
     * @param grace how long to wait for threads that were told to end because of a failure
     * @throws InterruptedException if the calling thread was interrupted; the others have been told to end
     */
    public void work(Runnable tick, Duration every, Duration grace) throws InterruptedException {
        synchronized (this) {
            running = threads.size();
        }
        threads.forEach(Thread::start);
        try {
            while (!awaitEnd(every)) {
                tick.run();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            end(grace);
            throw e;
        }
        end(grace);
        throwFailure();
        tick.run();
    }

    private void run(Task task) {
        Throwable thrown = null;
        try {
            task.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            thrown = e;
        }
        synchronized (this) {
            running--;
            if (failure == null) {
                failure = thrown;
            }
            notifyAll();
        }
    }

    /** Whether all have ended or one has failed. */
    private synchronized boolean awaitEnd(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); left > 0 && !ended(); left = deadline - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return ended();
    }

    private synchronized boolean ended() {
        return running == 0 || failure != null;
    }

    private void end(Duration grace) throws InterruptedException {
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + grace.toNanos();
        for (Thread thread : threads) {
            long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            thread.join(left);
        }
    }

    private synchronized void throwFailure() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException(name + " was interrupted from outside", failure);
        }
    }
}
