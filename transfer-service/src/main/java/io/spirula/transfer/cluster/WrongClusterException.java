package io.spirula.transfer.cluster;

import java.io.Serial;

/** The name of a cluster leads to another cluster than it did when it was recorded. */
public final class WrongClusterException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public WrongClusterException(String name, String recorded, String found) {
        super("cluster " + name + " has the fsid " + found + ", but what is wanted was recorded on " + recorded
                + ", which had the name then: nothing is touched. If the configuration leads to the wrong cluster,"
                + " correct spirula.clusters." + name + ". If a target was made anew, what it held is gone: give its"
                + " policies another pool of it as target, or another name of it, and their next runs begin anew");
    }
}
