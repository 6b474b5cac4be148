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

    /** Interrupts those under way and returns when they have ended; none begins any more. */
    void end() {
        ended = true;
        var others = threads.stream()
                .filter(thread -> !thread.equals(Thread.currentThread()))
                .toList();
        others.forEach(Thread::interrupt);
        Await.until("the start to be given up", GRACE, () -> others.stream().noneMatch(threads::contains));
    }
}
