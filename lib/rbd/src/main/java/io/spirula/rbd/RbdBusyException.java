package io.spirula.rbd;

import java.io.Serial;

/** Somebody or something still uses it: watchers, clones, snapshots, a protection (EBUSY, ENOTEMPTY). */
public final class RbdBusyException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdBusyException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
