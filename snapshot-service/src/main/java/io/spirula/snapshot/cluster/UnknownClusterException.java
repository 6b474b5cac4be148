package io.spirula.snapshot.cluster;

/** No cluster of that name is configured here. */
public final class UnknownClusterException extends RuntimeException {

    public static final String CODE = "CLUSTER_UNKNOWN";

    private static final long serialVersionUID = 1L;

    private final String advice;

    UnknownClusterException(String cluster) {
        super(CODE + ": cluster " + cluster + " is not configured here");
        this.advice = "cluster " + cluster + " is not configured in snapshot-service; set spirula.clusters." + cluster
                + ".conf, .user and .keyring";
    }

    /** What happened and what to do. */
    public String advice() {
        return advice;
    }
}
