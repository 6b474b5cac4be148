package io.spirula.transfer.cluster;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.rbd.ClusterConfig;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Ceph clusters of this installation.
 *
 * @param clusters by the names that policies use
 */
@Validated
@ConfigurationProperties("spirula")
public record ClusterProperties(@Valid @DefaultValue Map<String, Access> clusters) {

    private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(30);

    /**
     * How to reach one.
     *
     * @param conf its ceph.conf
     * @param user the cephx user without {@code client.}
     * @param keyring the file that holds the user's key
     * @param operationTimeout after which an operation fails; 30 s unless set
     * @param diff whether the object maps of its images are gone by: {@code fast} is the word of the administrator that all
     *     who write to them keep the maps right; {@code auto}, unless set, and {@code exact} have every object asked
     */
    public record Access(
            @NotNull Path conf,
            @NotBlank String user,
            @NotNull Path keyring,
            @Nullable Duration operationTimeout,
            @Nullable DiffMode diff) {}

    public ClusterProperties {
        clusters = Map.copyOf(clusters);
        clusters.forEach(ClusterProperties::config);
    }

    /**
     * @throws UnknownClusterException when there is none of that name
     */
    ClusterConfig config(String name) {
        Access access = clusters.get(name);
        if (access == null) {
            throw new UnknownClusterException(name);
        }
        return config(name, access);
    }

    /**
     * @throws UnknownClusterException when there is none of that name
     */
    DiffMode diff(String name) {
        Access access = clusters.get(name);
        if (access == null) {
            throw new UnknownClusterException(name);
        }
        return access.diff() == null ? DiffMode.AUTO : access.diff();
    }

    private static ClusterConfig config(String name, Access access) {
        return new ClusterConfig(
                name,
                access.conf(),
                access.user(),
                access.keyring(),
                access.operationTimeout() == null ? OPERATION_TIMEOUT : access.operationTimeout());
    }
}
