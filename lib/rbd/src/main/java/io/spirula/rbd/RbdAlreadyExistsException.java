package io.spirula.rbd;

import java.io.Serial;

/** The name is taken (EEXIST). */
public final class RbdAlreadyExistsException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdAlreadyExistsException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
