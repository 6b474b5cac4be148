package io.spirula.messaging.inbox;

import java.time.Duration;

/**
 * How long to wait after a failure: twice as long as after the one before, up to a limit.
 *
 * @param first after the first one
 * @param longest the limit
 */
record BackOff(Duration first, Duration longest) {

    /**
     * @param failures in a row so far, at least 1
     */
    Duration after(int failures) {
        int doublings = Math.min(failures - 1, 20);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
