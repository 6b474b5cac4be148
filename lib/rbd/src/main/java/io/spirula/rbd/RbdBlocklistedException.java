package io.spirula.rbd;

import java.io.Serial;

/** This client instance has been shut out of the cluster (ESHUTDOWN): close the connection and connect anew. */
public final class RbdBlocklistedException extends RbdException {

    @Serial
    private static final long serialVersionUID = 1;

    RbdBlocklistedException(int number, String operation, String object) {
        super(number, operation, object);
    }
}
