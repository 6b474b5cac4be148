package io.spirula.transfer.share;

import io.spirula.mover.feed.Seat;
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
            while (seats == null) {
                wait();
            }
        } catch (InterruptedException e) {
            gone.add(number);
            seat(number).ifPresent(Seat::close);
            throw e;
        }
        return seat(number);
    }

    private Optional<Seat> seat(int number) {
        return seats == null || seats.isEmpty() ? Optional.empty() : Optional.of(seats.get(number));
    }
}
