package io.spirula.transfer.share;

import io.spirula.mover.feed.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves of one source snapshot that wait for each other: whoever arrives waits until nobody else is expected, for a bounded
 * time, and then goes on with those who arrived and need the same. Thread-safe.
 */
final class Meeting {

    private final List<Guest> waiting = new ArrayList<>();
    private int expected;

    private static final class Guest {

        private final Difference difference;
        private @Nullable Party party;
        private int number;

        Guest(Difference difference) {
            this.difference = difference;
        }
    }

    /** Somebody's part in a party. */
    record Part(Party party, int number) {}

    /** Somebody is going to arrive, or not. */
    synchronized void expect() {
        expected++;
    }

    /** Who was expected does not come. */
    synchronized void excuse() {
        expected--;
        setOutIfComplete();
    }

    /**
     * Who was expected arrives.
     *
     * @param atMost how long to wait for the others
     */
    synchronized Part arrive(Difference difference, Duration atMost) throws InterruptedException {
        expected--;
        Guest guest = new Guest(difference);
        waiting.add(guest);
        try {
            setOutIfComplete();
            long deadline = System.nanoTime() + atMost.toNanos();
            for (long left = atMost.toNanos(); guest.party == null && left > 0; left = deadline - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
            if (guest.party == null) {
                setOut(difference);
            }
        } catch (InterruptedException e) {
            if (guest.party != null) {
                guest.party.leave(guest.number);
            }
            throw e;
        } finally {
            waiting.remove(guest);
        }
        return new Part(Objects.requireNonNull(guest.party), guest.number);
    }

    /** Whether nobody is expected, and nobody waits. */
    synchronized boolean isOver() {
        return expected == 0 && waiting.isEmpty();
    }

    private void setOutIfComplete() {
        if (expected == 0) {
            waiting.stream().map(guest -> guest.difference).distinct().toList().forEach(this::setOut);
        }
    }

    /** All who have arrived and need this. */
    private void setOut(Difference difference) {
        List<Guest> together = waiting.stream()
                .filter(guest -> guest.difference.equals(difference))
                .toList();
        Party party = new Party(together.size());
        for (int i = 0; i < together.size(); i++) {
            together.get(i).party = party;
            together.get(i).number = i;
        }
        waiting.removeAll(together);
        notifyAll();
    }
}
