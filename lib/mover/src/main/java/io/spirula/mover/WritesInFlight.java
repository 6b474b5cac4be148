package io.spirula.mover;

import java.util.concurrent.atomic.AtomicInteger;

/** How many writes were handed to a target and have not ended yet, over all moves that share it. Thread-safe. */
public final class WritesInFlight {

    private final AtomicInteger count = new AtomicInteger();

    public int count() {
        return count.get();
    }

    /** The share of one move. */
    public final class Share implements AutoCloseable {

        private final AtomicInteger mine = new AtomicInteger();

        public void submitted(int writes) {
            mine.addAndGet(writes);
            count.addAndGet(writes);
        }

        public void ended(int writes) {
            mine.addAndGet(-writes);
            count.addAndGet(-writes);
        }

        /** What was given up counts no longer. */
        @Override
        public void close() {
            count.addAndGet(-mine.getAndSet(0));
        }
    }

    public Share share() {
        return new Share();
    }
}
