package io.spirula.transfer.cluster;

import java.io.Serial;
import java.time.Duration;

/** A cluster is not asked now, since it did not answer lately or enough is going on there already. */
public final class ClusterAwayException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String code;
    private final Duration retryAfter;

    private ClusterAwayException(String code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    static ClusterAwayException unreachable(String cluster, Duration retryAfter) {
        return new ClusterAwayException(
                "CLUSTER_UNREACHABLE",
                "cluster " + cluster + " did not answer the last times: check its monitors and OSDs",
                retryAfter);
    }

    static ClusterAwayException busy(String cluster, Duration retryAfter) {
        return new ClusterAwayException(
                "CLUSTER_BUSY", "as many moves as allowed are going on with cluster " + cluster, retryAfter);
    }

    /** Stable. */
    public String code() {
        return code;
    }

    /** When asking again is worth it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
