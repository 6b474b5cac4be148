package io.spirula.contracts.query;

import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import java.util.List;
import java.util.Objects;

/**
 * What retention would do now.
 *
 * @param verdicts one for each complete copy, newest point first
 */
public record RetentionAnswer(List<Verdict> verdicts) {

    public RetentionAnswer {
        verdicts = List.copyOf(verdicts);
    }

    /**
     * What becomes of one copy.
     *
     * @param point the point
     * @param target where the copy is
     * @param keep whether it stays
     * @param reason the rule, lease or need that keeps it, or why nothing does
     */
    public record Verdict(PointId point, TargetRef target, boolean keep, String reason) {

        public Verdict {
            Objects.requireNonNull(point, "point");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
