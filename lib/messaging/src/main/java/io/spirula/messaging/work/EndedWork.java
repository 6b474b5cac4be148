package io.spirula.messaging.work;

import java.time.Duration;

/** Forgets now and then what is over, so that the tables hold what lives. One thread. */
final class EndedWork {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    /** Far longer than any lease. */
    private static final Duration SILENCE = Duration.ofHours(1);

    private final LeaseTable leases;
    private final WakeTable wakes;
    private long pruned = System.nanoTime();

    EndedWork(LeaseTable leases, WakeTable wakes) {
        this.leases = leases;
        this.wakes = wakes;
    }

    void pruneWhenDue() {
        if (System.nanoTime() - pruned >= INTERVAL.toNanos()) {
            prune();
            pruned = System.nanoTime();
        }
    }

    void prune() {
        leases.prune(SILENCE);
        wakes.prune();
    }
}
