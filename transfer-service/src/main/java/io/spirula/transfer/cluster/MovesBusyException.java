package io.spirula.transfer.cluster;

import java.io.Serial;

/** No move is begun with a cluster now, since as many as allowed are going on already. */
public final class MovesBusyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    MovesBusyException(String cluster) {
        super("as many moves as allowed are going on with cluster " + cluster);
    }
}
