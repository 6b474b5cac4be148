package io.spirula.transfer.move;

import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.replica.Replica;
import org.jspecify.annotations.Nullable;

/**
 * A replica that this attempt may write to.
 *
 * @param replica its record
 * @param pool where it is
 * @param image at HEAD
 * @param strangerWithLock who else holds its exclusive lock: then it must not be written to; null when this instance does
 */
record OpenReplica(
        Replica replica,
        RbdPool pool,
        RbdImage image,
        @Nullable String strangerWithLock) implements AutoCloseable {

    /** Gives the lock back and closes the image. */
    void release() {
        if (strangerWithLock == null) {
            image.lock().release();
        }
        close();
    }

    /** Closes the image; its lock goes with the client instance. */
    @Override
    public void close() {
        image.close();
        pool.close();
    }
}
