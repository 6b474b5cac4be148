package io.spirula.snapshot;

import io.spirula.snapshot.cluster.ClusterAccess;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the administrator configures.
 *
 * @param clusters the clusters whose images may be protected, by the name that policies use
 * @param snapshot how this service works
 */
@Validated
@ConfigurationProperties("spirula")
public record SnapshotServiceProperties(
        @NotEmpty Map<String, @Valid ClusterAccess> clusters,
        @Valid @DefaultValue Snapshot snapshot) {

    public SnapshotServiceProperties {
        clusters = clusters == null ? Map.of() : Map.copyOf(clusters);
    }

    /**
     * How this service works.
     *
     * @param scanInterval between two scans of a cluster, from one second to one minute: images in the trash are let go
     *     within a minute
     */
    public record Snapshot(@NotNull @DefaultValue("15s") Duration scanInterval) {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofMinutes(1);

        public Snapshot {
            if (scanInterval.compareTo(SHORTEST) < 0 || scanInterval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "spirula.snapshot.scan-interval must be from 1s to 1m: " + scanInterval);
            }
        }
    }
}
