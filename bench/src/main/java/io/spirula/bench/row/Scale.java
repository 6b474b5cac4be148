package io.spirula.bench.row;

/**
 * How much is measured.
 *
 * @param quick small sizes, and every result compared; the figures then say little
 * @param pairs how often each contender does each work, 1 or more
 */
public record Scale(boolean quick, int pairs) {

    static final long MIB = 1 << 20;
    static final long GIB = 1L << 30;
    static final long TIB = 1L << 40;

    public Scale {
        if (pairs < 1) {
            throw new IllegalArgumentException("pairs must be at least 1: " + pairs);
        }
    }

    /** One of two, by {@link #quick}. */
    <T> T pick(T small, T whole) {
        return quick ? small : whole;
    }
}
