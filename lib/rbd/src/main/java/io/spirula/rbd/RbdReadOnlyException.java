package io.spirula.rbd;

import java.io.Serial;

/** The image cannot be written: another client keeps its lock, or it is a snapshot (EROFS). */
public final class RbdReadOnlyException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdReadOnlyException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
