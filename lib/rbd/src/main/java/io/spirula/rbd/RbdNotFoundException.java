package io.spirula.rbd;

import java.io.Serial;

/** What was asked for is not there (ENOENT). */
public final class RbdNotFoundException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdNotFoundException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
