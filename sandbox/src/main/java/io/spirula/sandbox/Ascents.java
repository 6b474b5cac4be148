package io.spirula.sandbox;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The threads that bring a sandbox up, so that they can be stopped before its files are removed. Thread-safe. */
final class Ascents {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    void run(Runnable ascent) {
        var outermost = threads.add(Thread.currentThread());
        try {
            if (ended) {
                throw new SandboxException("nothing is started any more: the sandbox is being ended");
            }
            ascent.run();
        } finally {
            if (outermost) {
                threads.remove(Thread.currentThread());
            }
        }
    }

    /** Returns when all have ended; fails as one of those that failed. */
    void inParallel(Runnable... ascents) {
        var running = Stream.of(ascents)
                .map(ascent ->
                        CompletableFuture.runAsync(() -> run(ascent), task -> new Thread(task, "sandbox-up").start()))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SandboxException ours ? ours : e;
        }
    }

    /**
     * Interrupts those under way, again and again: a library may swallow an interrupt. None begins any more. Returns when
     * they have ended, or after 20 s on a machine so busy that some have not.
     */
    void end() {
        ended = true;
        var others = threads.stream()
                .filter(thread -> !thread.equals(Thread.currentThread()))
                .toList();
        var allEnded = Await.holdsWithin(GRACE, () -> {
            var left = others.stream().filter(threads::contains).toList();
            left.forEach(Thread::interrupt);
            return left.isEmpty();
        });
        if (!allEnded) {
            System.err.println("a start that is being given up takes more than " + GRACE.toSeconds() + " s to end");
        }
    }
}
