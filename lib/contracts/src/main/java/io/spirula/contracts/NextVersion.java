package io.spirula.contracts;

import java.time.Instant;

/**
 * How versions and revisions of what is told grow: they follow the clock, so that they do not fall back when a database is
 * restored from an older backup, and grow by one where the clock stands still or falls back. Pure.
 */
public final class NextVersion {

    private NextVersion() {}

    /**
     * Always greater than the last one.
     *
     * @param last the version told last; zero when there was none
     * @param now the time of the change, by the injected clock
     */
    public static long after(long last, Instant now) {
        return Math.max(last + 1, now.toEpochMilli());
    }
}
