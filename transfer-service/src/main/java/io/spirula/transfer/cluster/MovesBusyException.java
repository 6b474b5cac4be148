package io.spirula.transfer.cluster;

import java.io.Serial;

/** A move has to wait for its turn, since as many as allowed are going on already. */
public final class MovesBusyException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    MovesBusyException(String clusters) {
        super("as many moves as allowed are going on with cluster " + clusters
                + "; it begins when those that wait longer have had their turn");
    }
}
