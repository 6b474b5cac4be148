package io.spirula.rbd;

import java.io.Serial;

/** A cluster, pool or image was used after it, or what it was opened through, had been closed. */
public final class HandleClosedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1;

    public HandleClosedException(String object) {
        super(object + " is closed");
    }
}
