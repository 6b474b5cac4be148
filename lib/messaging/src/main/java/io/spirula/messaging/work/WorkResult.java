package io.spirula.messaging.work;

import java.time.Duration;
import java.util.Objects;

/** How a turn ended without an exception. */
public sealed interface WorkResult {

    /** Nothing is left to do until the instance is woken. */
    static WorkResult done() {
        return new Done();
    }

    /**
     * Comes back after the delay, or earlier when the instance is woken.
     *
     * @param delay zero or more
     */
    static WorkResult again(Duration delay) {
        return new Again(delay);
    }

    /** Nothing is left to do. */
    record Done() implements WorkResult {}

    /**
     * There is more to do.
     *
     * @param delay zero or more
     */
    record Again(Duration delay) implements WorkResult {

        public Again {
            Objects.requireNonNull(delay, "delay");
            if (delay.isNegative()) {
                throw new IllegalArgumentException("A delay is zero or more, not " + delay);
            }
        }
    }
}
