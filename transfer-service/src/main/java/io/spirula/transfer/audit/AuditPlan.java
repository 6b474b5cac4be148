package io.spirula.transfer.audit;

import java.time.Duration;
import java.time.Instant;

/**
 * What of a replica is to be compared now. Pure.
 *
 * <p>A round is spread over four fifths of its period, in strides, so that it ends in time although it has to wait now and
 * then, and starts anew at once: then each byte is compared within the period. What became due while nobody could compare
 * is due at once.
 */
public sealed interface AuditPlan {

    /** The shortest stride; not so short that replicas are opened all the time, not so long that a round is a burst. */
    long SHORTEST_STRIDE = 1L << 30;

    /** Strides of a round at most, so that an image of any size is opened no more often than that. */
    long MOST_STRIDES = 256;

    /**
     * A part of the image.
     *
     * @param from the first byte
     * @param to the first byte that is not part of it; with the image's size the round ends. Equal to {@code from} where
     *     nothing is left to compare but the size
     */
    record Slice(long from, long to) implements AuditPlan {}

    /** Nothing is due before. */
    record Later(Instant at) implements AuditPlan {}

    /**
     * What is due of a round.
     *
     * @param size of the image in bytes
     * @param reached what is below was compared in this round
     * @param most bytes of a slice, at least 1
     */
    static AuditPlan of(long size, long reached, Instant roundBegan, Duration period, Instant now, long most) {
        Duration spread = period.multipliedBy(4).dividedBy(5);
        long from = Math.min(reached, size);
        long stride = stride(size);
        long next = Math.min(size, (from / stride + 1) * stride);
        Instant nextDue = roundBegan.plus(share(spread, next, size));
        if (now.isBefore(nextDue)) {
            return new Later(nextDue);
        }
        double passed = (double) Duration.between(roundBegan, now).toMillis() / Math.max(1, spread.toMillis());
        long due = passed >= 1 ? size : (long) (size * passed) / stride * stride;
        return slice(from, Math.max(next, due), most);
    }

    /** What comes next when all of it is wanted at once. */
    static Slice atOnce(long size, long reached, long most) {
        return slice(Math.min(reached, size), size, most);
    }

    private static Slice slice(long from, long to, long most) {
        return new Slice(from, Math.min(to, from + most));
    }

    private static long stride(long size) {
        long fair = size / MOST_STRIDES;
        return Math.max(1, (fair + SHORTEST_STRIDE - 1) / SHORTEST_STRIDE) * SHORTEST_STRIDE;
    }

    private static Duration share(Duration whole, long part, long size) {
        return part >= size ? whole : Duration.ofMillis((long) (whole.toMillis() * ((double) part / size)));
    }
}
