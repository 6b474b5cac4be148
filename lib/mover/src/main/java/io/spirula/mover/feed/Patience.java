package io.spirula.mover.feed;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long others wait for one who is slower: {@link #AT_ONCE} on end, and a tenth of the time in the long run. So in all it
 * costs them at most that much. Not thread-safe.
 */
final class Patience {

    static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final int RECOVERY = 10;

    private final LongSupplier nanoTime;
    private long looked;
    private long used;

    Patience(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong();
    }

    /**
     * To be asked every so often.
     *
     * @param holdsUp whether others wait for it now; taken to be so since it was asked before
     * @return whether they have waited long enough
     */
    boolean isOver(boolean holdsUp) {
        long now = nanoTime.getAsLong();
        long passed = now - looked;
        looked = now;
        used = holdsUp ? used + passed : Math.max(0, used - passed / RECOVERY);
        return used > AT_ONCE.toNanos();
    }
}
