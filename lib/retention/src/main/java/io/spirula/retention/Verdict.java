package io.spirula.retention;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What becomes of one point.
 *
 * @param point the point
 * @param reasons everything that keeps it; empty if it is dropped
 */
public record Verdict(HeldPoint point, List<KeepReason> reasons) {

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public boolean keep() {
        return !reasons.isEmpty();
    }

    /** One line for people. */
    public String explain() {
        return keep()
                ? reasons.stream().map(KeepReason::text).collect(Collectors.joining("; "))
                : "no rule keeps it and nobody needs it";
    }
}
