package io.spirula.retention;

import java.util.List;

/**
 * What becomes of every point of a place.
 *
 * @param verdicts newest point first
 */
public record RetentionPlan(List<Verdict> verdicts) {

    public RetentionPlan {
        verdicts = List.copyOf(verdicts);
    }

    /** The points to delete, oldest first. */
    public List<HeldPoint> drop() {
        return verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .map(Verdict::point)
                .sorted(RetentionPlanner.NEWEST_FIRST.reversed())
                .toList();
    }

    /** The points that stay, newest first. */
    public List<HeldPoint> keep() {
        return verdicts.stream().filter(Verdict::keep).map(Verdict::point).toList();
    }
}
