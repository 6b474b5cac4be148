package io.spirula.rbd.guard;

import java.time.Duration;

/**
 * How a cluster is guarded.
 *
 * @param concurrentCalls most calls at a time, at least 1
 * @param longestWait how long a call waits for its turn
 * @param attempts of a retried step, the first included, at least 1
 * @param firstPause before the second attempt; doubles with every further one, give or take half
 * @param failurePercent of the calls in the window that opens the breaker, 1 to 100
 * @param window how many calls are judged, at least 1; none is refused before half of them were made
 * @param openFor how long an open breaker refuses calls before it lets some through to see
 */
public record GuardSettings(
        int concurrentCalls,
        Duration longestWait,
        int attempts,
        Duration firstPause,
        int failurePercent,
        int window,
        Duration openFor) {

    public GuardSettings {
        if (concurrentCalls < 1 || attempts < 1 || window < 1) {
            throw new IllegalArgumentException("concurrent calls, attempts and window must be at least 1: "
                    + concurrentCalls + ", " + attempts + ", " + window);
        }
        if (failurePercent < 1 || failurePercent > 100) {
            throw new IllegalArgumentException("failure percent must be 1 to 100: " + failurePercent);
        }
        if (longestWait.isNegative() || firstPause.toMillis() < 1 || openFor.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "waits must be positive: " + longestWait + ", " + firstPause + ", " + openFor);
        }
    }

    /** 64 calls at a time, four attempts from half a second on, open for ten seconds when half of six calls failed. */
    public static GuardSettings defaults() {
        return new GuardSettings(64, Duration.ofSeconds(30), 4, Duration.ofMillis(500), 50, 6, Duration.ofSeconds(10));
    }
}
