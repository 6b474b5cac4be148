package io.spirula.snapshot.retention;

import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.retention.Completeness;
import io.spirula.retention.HeldPoint;
import io.spirula.retention.Hold;
import io.spirula.retention.RetentionPlan;
import io.spirula.retention.RetentionPlanner;
import io.spirula.retention.RetentionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of our snapshots leave a source image: all that a release covers, of the others those that neither a target
 * nor the rule needs. The rule counts no snapshot of a run that was cancelled.
 *
 * @param held our snapshots on one image
 * @param leases that have not ended
 * @param release the newest one of this image, or null if there was none
 * @param rule how many stay anyway
 * @param cancelled those of their runs that were cancelled
 */
record SourceRetention(
        List<SourceSnapshot> held,
        List<Lease> leases,
        @Nullable Release release,
        KeepRule rule,
        Set<RunId> cancelled) {

    private static final String PURPOSE = "a copy, or as the base of the next one";

    SourceRetention {
        held = List.copyOf(held);
        leases = List.copyOf(leases);
        cancelled = Set.copyOf(cancelled);
    }

    /** Oldest first. */
    List<Removal> removals(Instant now) {
        List<Removal> removals = new ArrayList<>();
        List<SourceSnapshot> rest = new ArrayList<>();
        for (SourceSnapshot snapshot : held) {
            if (release != null && release.covers(snapshot.requestedAt())) {
                removals.add(new Removal(snapshot, release.reason()));
            } else if (!cancelled.contains(snapshot.run())) {
                rest.add(snapshot);
            } else if (!isLeased(snapshot)) {
                removals.add(new Removal(
                        snapshot, new Reason("RUN_CANCELLED", "its run was cancelled and no target has it")));
            }
        }
        Reason unneeded = new Reason(
                "RETENTION", "every target let it go and it is not among the newest " + rule.last() + " on the source");
        Set<PointId> dropped =
                plan(rest, now).drop().stream().map(HeldPoint::id).collect(Collectors.toSet());
        rest.stream()
                .filter(snapshot -> dropped.contains(snapshot.point()))
                .forEach(snapshot -> removals.add(new Removal(snapshot, unneeded)));
        return removals;
    }

    private boolean isLeased(SourceSnapshot snapshot) {
        return leases.stream().anyMatch(lease -> lease.snapshotId() == snapshot.snapshotId());
    }

    /** What becomes of the snapshots that no release covers, and why. */
    RetentionPlan plan(List<SourceSnapshot> snapshots, Instant now) {
        Map<Long, List<Hold>> holds = leases.stream()
                .collect(Collectors.groupingBy(
                        Lease::snapshotId,
                        Collectors.mapping(
                                lease ->
                                        new Hold("target " + lease.targetName() + " (" + lease.target() + ")", PURPOSE),
                                Collectors.toList())));
        return RetentionPlanner.plan(new RetentionRequest(
                snapshots.stream()
                        .map(snapshot -> new HeldPoint(snapshot.point(), snapshot.createdAt(), Completeness.COMPLETE))
                        .toList(),
                rule,
                snapshots.stream()
                        .collect(Collectors.toMap(
                                SourceSnapshot::point,
                                snapshot -> holds.getOrDefault(snapshot.snapshotId(), List.of()))),
                Set.of(),
                null,
                now));
    }
}
