package io.spirula.transfer.move;

import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.transfer.replica.HeadSeal;
import io.spirula.transfer.replica.Replica;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A replica that this attempt may write to.
 *
 * @param replica its record
 * @param pool where it is
 * @param image at HEAD
 * @param head what is known of its HEAD
 * @param strangerWithLock who else holds its exclusive lock: then it must not be written to; null when this instance does
 */
record OpenReplica(
        Replica replica,
        RbdPool pool,
        RbdImage image,
        KnownHead head,
        @Nullable String strangerWithLock) implements AutoCloseable {

    /**
     * Gives the lock back and closes the image; returns what is certain of HEAD from now on.
     *
     * @param unsealed hears of an error that concerns nothing but that
     */
    Optional<HeadSeal> release(Consumer<RbdException> unsealed) {
        Optional<HeadSeal> seal = Optional.empty();
        if (head.isSealable()) {
            seal = head.seal(image, unsealed);
        } else if (strangerWithLock == null) {
            image.lock().release();
        }
        close();
        return seal;
    }

    /** Closes the image; its lock goes with the client instance. */
    @Override
    public void close() {
        image.close();
        pool.close();
    }
}
