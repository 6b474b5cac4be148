package io.spirula.mover.pipeline;

import java.util.concurrent.atomic.LongAdder;

/** Counts operations that ended, so that somebody can see whether anything still moves. Thread-safe. */
public final class Pulse {

    private final LongAdder beats = new LongAdder();

    public void beat() {
        beats.increment();
    }

    public long count() {
        return beats.sum();
    }
}
