package io.spirula.transfer.cluster;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A place for one move with each of the clusters that it reads from or writes to. */
public final class MovePlace implements AutoCloseable {

    private final List<ClusterGate> entered;
    private final AtomicBoolean left = new AtomicBoolean();

    MovePlace(List<ClusterGate> entered) {
        this.entered = List.copyOf(entered);
    }

    /** Gives it back. Does nothing a second time. */
    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            entered.forEach(ClusterGate::leave);
        }
    }
}
