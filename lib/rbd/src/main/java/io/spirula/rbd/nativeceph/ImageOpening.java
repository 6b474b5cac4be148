package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens and closes images with a time limit, since librbd itself may wait for ever. */
final class ImageOpening {

    /** What openings that hang may still write to. */
    private static final Set<Memory> ABANDONED = ConcurrentHashMap.newKeySet();

    private ImageOpening() {}

    static Pointer open(NativePool pool, ImageLocator locator, boolean readOnly) {
        String operation = "open image "
                + (locator instanceof ImageLocator.ByName named
                        ? RbdNames.printable(named.name())
                        : "id " + ((ImageLocator.ById) locator).id());
        var handle = new Memory(Native.POINTER_SIZE);
        handle.clear();
        var result = TimedCompletion.await(
                pool.cluster().patience(), completion -> start(pool, locator, readOnly, handle, completion));
        if (result.isEmpty()) {
            ABANDONED.add(handle);
            pool.cluster().giveUp(operation);
            throw RbdException.of(Call.ETIMEDOUT, operation, pool.describe());
        }
        Call.check(result.getAsLong(), operation, pool::describe);
        return handle.getPointer(0);
    }

    private static int start(
            NativePool pool, ImageLocator locator, boolean readOnly, Memory handle, Pointer completion) {
        if (locator instanceof ImageLocator.ByName named) {
            byte[] name = CText.of(named.name());
            return readOnly
                    ? LibRbd.rbd_aio_open_read_only(pool.io(), name, handle, null, completion)
                    : LibRbd.rbd_aio_open(pool.io(), name, handle, null, completion);
        }
        byte[] id = CText.of(((ImageLocator.ById) locator).id());
        return readOnly
                ? LibRbd.rbd_aio_open_by_id_read_only(pool.io(), id, handle, null, completion)
                : LibRbd.rbd_aio_open_by_id(pool.io(), id, handle, null, completion);
    }

    /** Zero or a negative error number; the handle is gone in any case. */
    static int close(NativeCluster cluster, Pointer image) {
        if (cluster.isStuck()) {
            return -Call.ETIMEDOUT;
        }
        var result = TimedCompletion.await(cluster.patience(), completion -> LibRbd.rbd_aio_close(image, completion));
        if (result.isEmpty()) {
            cluster.giveUp("close an image");
            return -Call.ETIMEDOUT;
        }
        return (int) result.getAsLong();
    }
}
