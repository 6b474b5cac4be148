package io.spirula.transfer.cluster;

import java.io.Serial;

/** A cluster is named that this installation does not know. */
public final class UnknownClusterException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    UnknownClusterException(String name) {
        super("cluster " + name + " is not configured here: set spirula.clusters." + name
                + ".conf, .user and .keyring of transfer-service");
    }
}
