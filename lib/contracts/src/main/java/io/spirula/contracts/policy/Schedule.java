package io.spirula.contracts.policy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When runs are due: either {@code every} or {@code cron} is set.
 *
 * @param every the interval between runs, at least a second
 * @param cron a Spring cron expression of five or six fields
 * @param zone the IANA zone in which cron is read
 * @param jitter runs of different images are spread evenly over this time, each always at the same offset
 * @param catchUp whether runs missed while nobody was there are made up for, once
 */
public record Schedule(@Nullable Duration every, @Nullable String cron, String zone, Duration jitter, boolean catchUp) {

    public Schedule {
        if ((every == null) == (cron == null)) {
            throw new IllegalArgumentException("A schedule has either every or cron");
        }
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(jitter, "jitter");
    }
}
