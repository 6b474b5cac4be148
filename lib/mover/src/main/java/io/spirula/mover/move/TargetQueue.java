package io.spirula.mover.move;

import io.spirula.mover.move.WriteJob.Part;
import java.util.List;

/** A way of writing to the target, many operations at a time. Used by one thread. */
interface TargetQueue extends AutoCloseable {

    /** How changes of a window, in rising order, are put into operations. */
    List<List<Change>> cut(List<Change> changes);

    boolean isFull();

    int inFlight();

    /** Starts one operation. */
    void submit(Part part);

    /**
     * Waits for an operation to end.
     *
     * @throws io.spirula.rbd.RbdException if it failed
     * @throws io.spirula.mover.MoveFailedException if it dealt with something else than was asked
     */
    Part take();

    @Override
    void close();
}
