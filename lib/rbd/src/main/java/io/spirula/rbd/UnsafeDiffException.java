package io.spirula.rbd;

import java.io.Serial;

/** A difference by whole objects was refused, since librbd would lose changes or abort. Ask for the exact one. */
public final class UnsafeDiffException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public UnsafeDiffException(String message) {
        super(message);
    }
}
