package io.spirula.rbd.checkup;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.util.List;

/**
 * Looks whether a cluster can be used as it is needed, with a client instance of its own: one that is connected already
 * keeps on the monitors the capabilities that it came with. Changes nothing. Thread-safe.
 */
public final class ClusterCheckup {

    /** For people who get no answer about a cluster. */
    public static final String WHERE_TO_LOOK = "ceph -s   # on one of its machines";

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final CephConnector connector;
    private final ClusterConfig config;

    public ClusterCheckup(CephConnector connector, ClusterConfig config) {
        this.connector = connector;
        this.config = new ClusterConfig(
                config.name(),
                config.conf(),
                config.user(),
                config.keyring(),
                config.operationTimeout().compareTo(PATIENCE) < 0 ? config.operationTimeout() : PATIENCE);
    }

    public String cluster() {
        return config.name();
    }

    /** Takes some seconds where the cluster does not answer. */
    public List<Finding> findings(ClusterNeeds needs) {
        try (CephCluster cluster = connector.connect(config)) {
            return ClusterJudgement.of(
                    config.name(),
                    config.user(),
                    needs,
                    ClusterLook.at(cluster, needs.pools().keySet()));
        } catch (RbdException e) {
            return ClusterJudgement.of(config.name(), config.user(), e);
        }
    }
}
