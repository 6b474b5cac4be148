package io.spirula.retention;

import io.spirula.contracts.PointId;
import io.spirula.contracts.policy.KeepRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which points stay. Pure and thread-safe.
 *
 * <p>Keeps, whatever the rule: the newest complete point, what anybody needs, what is pinned, the next increment's base,
 * and all that is being made or of which nothing is known. A quarantined point counts for no rule, and stays as long as it
 * would if it were complete: it may be all that is left of its time. Deciding again about what was kept drops nothing more.
 */
public final class RetentionPlanner {

    static final Comparator<HeldPoint> NEWEST_FIRST = Comparator.comparing(HeldPoint::time)
            .thenComparing(point -> point.id().value())
            .reversed();

    private RetentionPlanner() {}

    public static RetentionPlan plan(RetentionRequest request) {
        List<HeldPoint> newestFirst =
                request.points().stream().sorted(NEWEST_FIRST).toList();
        Predicate<HeldPoint> inFuture = point -> point.time().isAfter(request.now());
        PointId newest = newestFirst.stream()
                .filter(HeldPoint::complete)
                .map(HeldPoint::id)
                .findFirst()
                .orElse(null);
        Map<PointId, Integer> ranks = ranks(newestFirst.stream()
                .filter(point -> point.complete() || point.completeness() == Completeness.QUARANTINED)
                .filter(inFuture.negate())
                .toList());
        return new RetentionPlan(newestFirst.stream()
                .map(point -> new Verdict(
                        point,
                        reasons(
                                request,
                                point,
                                point.id().equals(newest),
                                ranks.get(point.id()),
                                inFuture.test(point))))
                .toList());
    }

    /** How many complete points are at least as new, counting itself; those that are not complete take no place. */
    private static Map<PointId, Integer> ranks(List<HeldPoint> ranked) {
        Map<PointId, Integer> ranks = new HashMap<>();
        int before = 0;
        for (HeldPoint point : ranked) {
            ranks.put(point.id(), before + 1);
            before += point.complete() ? 1 : 0;
        }
        return ranks;
    }

    private static List<KeepReason> reasons(
            RetentionRequest request, HeldPoint point, boolean newest, @Nullable Integer rank, boolean inFuture) {
        List<KeepReason> reasons = new ArrayList<>();
        KeepRule rule = request.rule();
        if (rule == null) {
            reasons.add(new KeepReason(
                    KeepReason.Code.NO_RULE, "no policy has a rule for it: without one all points stay"));
        } else if (rank != null && rank <= rule.last()) {
            reasons.add(new KeepReason(KeepReason.Code.LAST, "number " + rank + " of the last " + rule.last()));
        }
        if (newest) {
            reasons.add(new KeepReason(KeepReason.Code.NEWEST_COMPLETE, "the newest complete point"));
        }
        if (point.id().equals(request.base())) {
            reasons.add(new KeepReason(KeepReason.Code.BASE, "the base of the next increment"));
        }
        for (Hold hold : request.holds().getOrDefault(point.id(), List.of())) {
            reasons.add(new KeepReason(KeepReason.Code.HELD, "needed by " + hold.holder() + " for " + hold.purpose()));
        }
        if (request.pins().contains(point.id())) {
            reasons.add(new KeepReason(KeepReason.Code.PINNED, "pinned"));
        }
        if (point.completeness() == Completeness.INCOMPLETE) {
            reasons.add(new KeepReason(KeepReason.Code.INCOMPLETE, "not complete: retention leaves it to its maker"));
        }
        if (point.completeness() == Completeness.UNKNOWN) {
            reasons.add(new KeepReason(KeepReason.Code.UNKNOWN, "its state is not known for sure"));
        }
        if (inFuture) {
            reasons.add(new KeepReason(
                    KeepReason.Code.FUTURE, "its time " + point.time() + " is in the future: check the clocks"));
        }
        return reasons;
    }
}
