package io.spirula.mover.commit;

import java.util.PriorityQueue;

/** How many of the things that end in any order have ended without a gap. Thread-safe. */
final class Watermark {

    private final PriorityQueue<Long> ahead = new PriorityQueue<>();
    private long reached;

    Watermark(long reached) {
        this.reached = reached;
    }

    synchronized void ended(long number) {
        ahead.add(number);
        while (!ahead.isEmpty() && ahead.peek() == reached) {
            ahead.remove();
            reached++;
        }
    }

    synchronized long reached() {
        return reached;
    }
}
