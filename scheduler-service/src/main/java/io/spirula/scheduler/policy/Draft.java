package io.spirula.scheduler.policy;

import java.util.List;
import java.util.Optional;

/**
 * A policy as it would be if it were applied.
 *
 * @param policy the policy
 * @param existing the policy of that name now
 * @param warnings what is perhaps not meant
 */
public record Draft(Policy policy, Optional<Policy> existing, List<String> warnings) {

    public Draft {
        warnings = List.copyOf(warnings);
    }

    /** Whether applying it would change nothing. */
    public boolean unchanged() {
        return existing.map(old -> old.spec().equals(policy.spec())).orElse(false);
    }
}
