package io.spirula.snapshot.cluster;

/** The name of a cluster leads to another cluster than it did when it was recorded. */
public final class WrongClusterException extends RuntimeException {

    public static final String CODE = "WRONG_CLUSTER";

    private static final long serialVersionUID = 1L;

    public WrongClusterException(String cluster, String recorded, String found) {
        super(CODE + ": cluster " + cluster + " has the fsid " + found + ", but what is wanted was recorded on "
                + recorded + ": correct spirula.clusters." + cluster);
    }
}
