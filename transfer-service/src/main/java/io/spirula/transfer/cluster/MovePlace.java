package io.spirula.transfer.cluster;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** One of the places for moves with a cluster. */
public final class MovePlace implements AutoCloseable {

    private final Semaphore places;
    private final AtomicBoolean left = new AtomicBoolean();

    MovePlace(Semaphore places) {
        this.places = places;
    }

    /** Gives it back. Does nothing a second time. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            places.release();
        }
    }
}
