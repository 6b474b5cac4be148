package io.spirula.restore;

import io.spirula.restore.cluster.ClusterAccess;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the administrator configures.
 *
 * @param clusters the clusters that points may be restored from and to, by the name that policies use
 * @param restore how this service works
 */
@Validated
@ConfigurationProperties("spirula")
public record RestoreServiceProperties(
        @NotEmpty Map<String, @Valid ClusterAccess> clusters,
        @Valid @DefaultValue Restore restore) {

    public RestoreServiceProperties {
        clusters = clusters == null ? Map.of() : Map.copyOf(clusters);
    }

    /**
     * How this service works.
     *
     * @param concurrent copies made at a time in this process, 1 to 64; clones are not counted
     * @param buffer direct memory of each, from 16MB to 192MB
     * @param depth operations in flight of each, on either side, 1 to 1024
     */
    public record Restore(
            @Min(1) @Max(64) @DefaultValue("2") int concurrent,
            @NotNull @DefaultValue("32MB") DataSize buffer,
            @Min(1) @Max(1024) @DefaultValue("64") int depth) {

        private static final DataSize LEAST = DataSize.ofMegabytes(16);
        private static final DataSize MOST = DataSize.ofMegabytes(192);

        public Restore {
            if (buffer.compareTo(LEAST) < 0 || buffer.compareTo(MOST) > 0) {
                throw new IllegalArgumentException("spirula.restore.buffer must be 16MB to 192MB: " + buffer);
            }
        }
    }
}
