package io.spirula.transfer.retention;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.retention.Completeness;
import io.spirula.retention.HeldPoint;
import io.spirula.retention.Hold;
import io.spirula.retention.RetentionPlan;
import io.spirula.retention.RetentionPlanner;
import io.spirula.retention.RetentionRequest;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.lease.LeaseStore;
import io.spirula.transfer.policy.PolicyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What becomes of the copies of a lineage on a target, by the rule of its policy and by who needs them.
 *
 * <p>Its policy is that of its newest complete copy: one that only asked for a copy, or whose copy failed or was lost, has
 * replaced nothing. Where the newest copy, however it ended, is of another policy, the image is on its way there: until then
 * the rule of the two holds that keeps more. An adopted copy has no policy, and a policy that is gone has no rule; without a
 * rule everything stays.
 */
@Component
public class RetentionView {

    private final CopyStore copies;
    private final PolicyStore policies;
    private final LeaseStore leases;
    private final Clock clock;

    RetentionView(CopyStore copies, PolicyStore policies, LeaseStore leases, Clock clock) {
        this.copies = copies;
        this.policies = policies;
        this.leases = leases;
        this.clock = clock;
    }

    public RetentionPlan plan(Route route) {
        List<TrackedCopy> all = copies.ofRoute(route);
        Optional<TrackedCopy> newest = newestComplete(all);
        return RetentionPlanner.plan(new RetentionRequest(
                held(all),
                rule(route, newest),
                holds(route, all),
                Set.of(),
                newest.map(copy -> copy.told().point()).orElse(null),
                clock.instant()));
    }

    /** Null where everything stays. */
    private @Nullable KeepRule rule(Route route, Optional<TrackedCopy> newestComplete) {
        List<Optional<KeepRule>> rules = Stream.concat(newestComplete.stream(), copies.newest(route).stream())
                .map(copy -> copy.told().policy())
                .distinct()
                .map(policy -> policies.rule(policy, route.targetKey()))
                .toList();
        return rules.stream().allMatch(Optional::isPresent)
                ? rules.stream()
                        .flatMap(Optional::stream)
                        .max(Comparator.comparingInt(KeepRule::last))
                        .orElse(null)
                : null;
    }

    private static List<HeldPoint> held(List<TrackedCopy> all) {
        return all.stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE || copy.state() == CopyState.QUARANTINED)
                .map(copy -> new HeldPoint(
                        copy.told().point(),
                        copy.told().pointTime(),
                        copy.state() == CopyState.COMPLETE ? Completeness.COMPLETE : Completeness.QUARANTINED))
                .toList();
    }

    private Map<PointId, List<Hold>> holds(Route route, List<TrackedCopy> all) {
        Map<PointId, List<Hold>> holds = new HashMap<>();
        var byCopy = leases.holds(route.lineage());
        all.forEach(copy -> holds.computeIfAbsent(copy.told().point(), point -> new ArrayList<>())
                .addAll(byCopy.getOrDefault(copy.id(), List.of())));
        return holds;
    }

    private static Optional<TrackedCopy> newestComplete(List<TrackedCopy> inSourceOrder) {
        return inSourceOrder.stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE)
                .reduce((older, newer) -> newer);
    }
}
