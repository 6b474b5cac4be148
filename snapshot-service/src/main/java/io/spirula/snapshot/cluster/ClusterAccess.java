package io.spirula.snapshot.cluster;

import io.spirula.rbd.ClusterConfig;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this service reaches a cluster.
 *
 * @param conf the cluster's ceph.conf
 * @param user the cephx user without {@code client.}
 * @param keyring the file that holds the user's key
 * @param operationTimeout after which an operation on a monitor or an OSD fails; one second to one hour
 */
public record ClusterAccess(
        @NotNull Path conf,
        @NotBlank String user,
        @NotNull Path keyring,
        @DefaultValue("15s") Duration operationTimeout) {

    /**
     * @param cluster its name
     */
    public ClusterConfig config(String cluster) {
        return new ClusterConfig(cluster, conf, user, keyring, operationTimeout);
    }
}
