package io.spirula.contracts.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often each replica is compared with its source, byte by byte and whole.
 *
 * @param every a whole round at least this often, a day to 365 days; null: never, so that what changes on a target by
 *     itself is found by nobody
 */
public record AuditRule(@Nullable Duration every) {

    public static final Duration SHORTEST = Duration.ofDays(1);
    public static final Duration LONGEST = Duration.ofDays(365);

    /** What holds unless something else is said. */
    public static final AuditRule DEFAULT = new AuditRule(Duration.ofDays(30));

    public AuditRule {
        if (every != null && (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "must be " + SHORTEST.toDays() + "d to " + LONGEST.toDays() + "d, or never");
        }
    }
}
