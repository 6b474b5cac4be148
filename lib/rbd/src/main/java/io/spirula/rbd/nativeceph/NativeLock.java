package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import io.spirula.rbd.ExclusiveLock;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.util.ArrayList;
import java.util.List;

/** The managed exclusive lock. */
final class NativeLock implements ExclusiveLock {

    private final NativeImage image;

    NativeLock(NativeImage image) {
        this.image = image;
    }

    @Override
    public void acquire() {
        image.check("acquire the lock", handle -> LibRbd.rbd_lock_acquire(handle, LibRbd.LOCK_MODE_EXCLUSIVE));
    }

    @Override
    public void release() {
        if (isOwner()) {
            image.check("release the lock", LibRbd::rbd_lock_release);
        }
    }

    @Override
    public boolean isOwner() {
        var owner = new IntByReference();
        image.check("ask who has the lock", handle -> LibRbd.rbd_is_exclusive_lock_owner(handle, owner));
        return owner.getValue() != 0;
    }

    @Override
    public List<String> owners() {
        return image.call(() -> {
            var mode = new IntByReference();
            var filled = Call.fill(
                    4,
                    Native.POINTER_SIZE,
                    (owners, count) -> listInto(owners, mode, count),
                    "ask who has the lock",
                    image::describe);
            var addresses = new ArrayList<String>();
            for (long i = 0; i < filled.length(); i++) {
                addresses.add(CText.pointedAt(filled.buffer(), i * Native.POINTER_SIZE));
            }
            LibRbd.rbd_lock_get_owners_cleanup(filled.buffer(), filled.length());
            return List.copyOf(addresses);
        });
    }

    private int listInto(Memory owners, IntByReference mode, com.sun.jna.ptr.LongByReference count) {
        int result = LibRbd.rbd_lock_get_owners(image.pointer(), mode, owners, count);
        if (result == -Call.ENOENT) {
            count.setValue(0);
            return 0;
        }
        return result;
    }

    @Override
    public void breakLock(String owner) {
        byte[] text = CText.of(owner);
        image.check(
                "break the lock of " + RbdNames.printable(owner),
                handle -> LibRbd.rbd_lock_break(handle, LibRbd.LOCK_MODE_EXCLUSIVE, text));
    }
}
