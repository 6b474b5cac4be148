package io.spirula.scheduler.selection;

import io.spirula.contracts.TargetRef;
import java.util.List;

/**
 * A policy that selects an image.
 *
 * @param policy the policy
 * @param targets where it wants copies
 */
public record Claim(String policy, List<TargetRef> targets) {

    public Claim {
        targets = List.copyOf(targets);
    }
}
