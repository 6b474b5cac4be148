package io.spirula.mover;

import java.util.function.LongConsumer;

/** Nothing ends the move; when all of it is written, and nothing of it committed, something is done. */
public class WhenWritten implements MoveContext {

    private final LongConsumer action;

    /**
     * @param action is given the bytes that were written
     */
    public WhenWritten(LongConsumer action) {
        this.action = action;
    }

    @Override
    public boolean stillWanted() {
        return true;
    }

    @Override
    public void progressed(MoveProgress progress) {}

    @Override
    public void wrote(long bytes) {
        action.accept(bytes);
    }
}
