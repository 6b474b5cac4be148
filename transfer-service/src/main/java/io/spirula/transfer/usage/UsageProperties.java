package io.spirula.transfer.usage;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is told for billing.
 *
 * @param interval what is kept is told at least this often, 1m to 1d
 */
@ConfigurationProperties("spirula.transfer.usage")
public record UsageProperties(@DefaultValue("1h") Duration interval) {

    public UsageProperties {
        if (interval.compareTo(Duration.ofMinutes(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("spirula.transfer.usage.interval must be 1m to 1d, not " + interval);
        }
    }
}
