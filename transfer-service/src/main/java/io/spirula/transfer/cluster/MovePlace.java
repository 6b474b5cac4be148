package io.spirula.transfer.cluster;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place for a move, with each cluster that it reads or writes. */
public final class MovePlace implements AutoCloseable {

    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    MovePlace(Runnable leave) {
        this.leave = leave;
    }

    /** Gives it back. Does nothing a second time. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
