package io.spirula.transfer.cluster;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much goes on at once.
 *
 * @param movesPerCluster moves that read from or write to one cluster at the same time, 1 to 64, where {@link ClusterLimits} say nothing else
 */
@Validated
@ConfigurationProperties("spirula.transfer.concurrency")
public record ConcurrencyProperties(
        @Min(1) @Max(64) @DefaultValue("2") int movesPerCluster) {}
