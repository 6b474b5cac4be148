package io.spirula.mover.feed;

import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Window;

/** A window that was read, until all whom it was handed to are done with it. Guarded by the table that it lies on. */
final class Serving {

    private final long number;
    private final Filled<Window> window;
    private int wanted;

    /**
     * @param number rises from one to the next
     * @param wanted by so many
     */
    Serving(long number, Filled<Window> window, int wanted) {
        this.number = number;
        this.window = window;
        this.wanted = wanted;
    }

    long number() {
        return number;
    }

    Filled<Window> window() {
        return window;
    }

    /** One of them is done with it: whether that was the last one. */
    boolean done() {
        return --wanted == 0;
    }
}
