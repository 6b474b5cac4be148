package io.spirula.rbd.guard;

import java.io.Serial;

/** A call was not made, to spare a cluster that fails or has enough to do. Try later. */
public final class ClusterUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String cluster;
    private final String code;

    private ClusterUnavailableException(String cluster, String code, String message, Throwable cause) {
        super(message, cause);
        this.cluster = cluster;
        this.code = code;
    }

    static ClusterUnavailableException failing(String cluster, String last, Throwable cause) {
        return new ClusterUnavailableException(
                cluster,
                "CLUSTER_FAILING",
                "cluster " + cluster
                        + " is left alone for a while, since too many calls to it failed: check its health; the last"
                        + " failure: " + last,
                cause);
    }

    static ClusterUnavailableException busy(String cluster, Throwable cause) {
        return new ClusterUnavailableException(
                cluster,
                "CLUSTER_BUSY",
                "too many calls to cluster " + cluster + " are under way: wait, or allow more of them",
                cause);
    }

    public String cluster() {
        return cluster;
    }

    /** {@code CLUSTER_FAILING} or {@code CLUSTER_BUSY}. */
    public String code() {
        return code;
    }
}
