package io.spirula.transfer.backoff;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When moves do not begin yet, since a cluster has enough to do with itself.
 *
 * @param enabled whether they ever wait for that
 * @param patience how long a copy waits at most, counted from when it was asked for, up to a day; never longer than half of
 *     the time until its deadline
 * @param recovering percentage of a cluster's placement groups that may be degraded or be recovered or moved, 0 to 100
 * @param trimming percentage of a cluster's placement groups that may have snapshots to trim, 0 to 100
 * @param nearFull whether OSDs of a target that are nearly full are a reason to wait
 */
@Validated
@ConfigurationProperties("spirula.transfer.back-off")
public record BackOffProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5m") Duration patience,
        @Min(0) @Max(100) @DefaultValue("10") int recovering,
        @Min(0) @Max(100) @DefaultValue("50") int trimming,
        @DefaultValue("true") boolean nearFull) {

    public BackOffProperties {
        if (patience.isNegative() || patience.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("spirula.transfer.back-off.patience must be 0s to 1d: " + patience);
        }
    }
}
