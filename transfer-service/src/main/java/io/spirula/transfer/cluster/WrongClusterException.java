package io.spirula.transfer.cluster;

import java.io.Serial;

/** The name of a cluster leads to another cluster than it did when it was recorded. */
public final class WrongClusterException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public WrongClusterException(String name, String recorded, String found) {
        super("cluster " + name + " has the fsid " + found + ", but what is wanted was recorded on " + recorded
                + ": correct spirula.clusters." + name);
    }
}
