package io.spirula.rbd;

import java.io.Serial;

/** The cephx user may not do this, or its key is wrong (EPERM, EACCES). */
public final class RbdPermissionException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdPermissionException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
