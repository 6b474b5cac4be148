package io.spirula.scheduler.selection;

import io.spirula.contracts.TargetRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy got of one image. A target of an image has one policy at most.
 *
 * @param policy the policy
 * @param targets where this policy makes copies
 * @param conflicts where it wanted to, but another policy does
 */
public record Assignment(String policy, List<TargetRef> targets, List<Conflict> conflicts) {

    public Assignment {
        targets = List.copyOf(targets);
        conflicts = List.copyOf(conflicts);
    }

    /**
     * A target that another policy has.
     *
     * @param target the target
     * @param keptBy the policy that has it, as whoever owns the other one may know it
     */
    public record Conflict(TargetRef target, String keptBy) {}

    /** Gives each target to the first claim that wants it. */
    public static List<Assignment> decide(List<Claim> oldestFirst) {
        Map<String, String> holders = new HashMap<>();
        List<Assignment> assignments = new ArrayList<>();
        for (Claim claim : oldestFirst) {
            List<TargetRef> got = new ArrayList<>();
            List<Conflict> conflicts = new ArrayList<>();
            for (TargetRef target : claim.targets()) {
                String holder = holders.putIfAbsent(target.key(), claim.policy());
                if (holder == null) {
                    got.add(target);
                } else {
                    conflicts.add(new Conflict(target, holder));
                }
            }
            assignments.add(new Assignment(claim.policy(), got, conflicts));
        }
        return List.copyOf(assignments);
    }
}
