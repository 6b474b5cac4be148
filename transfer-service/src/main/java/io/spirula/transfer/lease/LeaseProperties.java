package io.spirula.transfer.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How leases are decided.
 *
 * @param patience a request that could not be checked on the target for so long is refused, at most 30 days
 */
@Validated
@ConfigurationProperties("spirula.transfer.lease")
public record LeaseProperties(@DefaultValue("60s") Duration patience) {

    private static final Duration LONGEST = Duration.ofDays(30);

    public LeaseProperties {
        if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "spirula.transfer.lease.patience must be positive and at most 30d: " + patience);
        }
    }
}
