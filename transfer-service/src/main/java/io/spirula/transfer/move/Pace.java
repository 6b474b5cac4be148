package io.spirula.transfer.move;

import java.time.Duration;

/**
 * How much is compared in one go: so much that it takes some seconds, for it is done again if it is interrupted. Thin
 * stretches cost little, so the parts grow there. Immutable.
 *
 * @param bytes of the next part
 */
record Pace(long bytes) {

    private static final long FIRST = 256L << 20;
    private static final long LEAST = 64L << 20;
    private static final long MOST = 4L << 30;
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(4);

    static Pace first() {
        return new Pace(FIRST);
    }

    /** After a part that took so long. */
    Pace after(Duration took) {
        if (took.compareTo(SHORT) < 0) {
            return new Pace(Math.min(MOST, bytes * 2));
        }
        return took.compareTo(LONG) > 0 ? new Pace(Math.max(LEAST, bytes / 2)) : this;
    }
}
