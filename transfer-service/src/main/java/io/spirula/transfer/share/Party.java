package io.spirula.transfer.share;

import io.spirula.mover.feed.Seat;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves that set out together. The first of them opens what reads for all; where nothing can be opened, each reads for itself.
 * Thread-safe.
 */
final class Party {

    /** Whoever opens has asked the source's cluster by then, or waits for its time-outs: the others read for themselves. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final int size;
    private final Set<Integer> gone = new HashSet<>();
    private @Nullable List<Seat> seats;

    Party(int size) {
        this.size = size;
    }

    /**
     * A seat for one of them, to be closed; empty where there is only one, or where nothing could be opened.
     *
     * @param number of those who set out, from 0
     * @throws InterruptedException when the thread was interrupted: it has no seat then
     */
    Optional<Seat> seat(int number, SeatOpener opener) throws InterruptedException {
        if (size == 1) {
            return Optional.empty();
        }
        if (number == 0) {
            open(opener);
        }
        return await(number);
    }

    private void open(SeatOpener opener) {
        List<Seat> open = List.of();
        try {
            open = opener.open(size);
        } finally {
            give(open);
        }
    }

    private synchronized void give(List<Seat> open) {
        seats = open;
        gone.forEach(number -> seat(number).ifPresent(Seat::close));
        notifyAll();
    }

    private synchronized Optional<Seat> await(int number) throws InterruptedException {
        try {
            long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
            for (long left = LONGEST_WAIT.toNanos(); seats == null && left > 0; left = deadline - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            leave(number);
            throw e;
        }
        if (seats == null) {
            gone.add(number);
        }
        return seat(number);
    }

    /** Takes no seat. Who was to open leaves the others to read for themselves. */
    synchronized void leave(int number) {
        gone.add(number);
        seat(number).ifPresent(Seat::close);
        if (number == 0 && seats == null) {
            give(List.of());
        }
    }

    private Optional<Seat> seat(int number) {
        return seats == null || seats.isEmpty() ? Optional.empty() : Optional.of(seats.get(number));
    }
}
