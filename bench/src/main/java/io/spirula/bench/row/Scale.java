package io.spirula.bench.row;

import io.spirula.bench.measure.Profiles;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param quick small sizes, and every result compared; the figures then say little
 * @param pairs how often each contender does each work, 1 or more
 * @param contenders who is measured; empty for all
 * @param profiles what else is told of each turn
 */
public record Scale(boolean quick, int pairs, Set<String> contenders, Profiles profiles) {

    static final long MIB = 1 << 20;
    static final long GIB = 1L << 30;
    static final long TIB = 1L << 40;

    public Scale {
        contenders = Set.copyOf(contenders);
        if (pairs < 1) {
            throw new IllegalArgumentException("pairs must be at least 1: " + pairs);
        }
    }

    /** Small sizes, all contenders, once. */
    public static Scale smallest() {
        return new Scale(true, 1, Set.of(), Profiles.none());
    }

    boolean measures(String contender) {
        return contenders.isEmpty() || contenders.contains(contender);
    }

    /** One of two, by {@link #quick}. */
    <T> T pick(T small, T whole) {
        return quick ? small : whole;
    }
}
