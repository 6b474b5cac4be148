package io.spirula.rbd;

import java.io.Serial;

/** No answer in time (ETIMEDOUT). What was asked may or may not have been done, or may still be done. */
public final class RbdTimeoutException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdTimeoutException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
