package io.spirula.transfer.query;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.contracts.query.PlannedMode;
import io.spirula.mover.plan.MovePlan;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Foretells from the records how the next point would come to a target. Pure. */
final class Forecast {

    private Forecast() {}

    /**
     * @param copies of the lineage on the target
     * @param clusterKnown whether the target's cluster is configured
     * @param nameRefusal why a new replica could not have its name; empty when it could, as far as is recorded
     */
    static PlanAnswer.Item of(
            PlanQuestion.Item item,
            List<TrackedCopy> copies,
            boolean clusterKnown,
            Optional<MovePlan.Conflict> nameRefusal) {
        String key = item.target().key();
        if (!clusterKnown) {
            return new PlanAnswer.Item(
                    item.lineage(),
                    key,
                    PlannedMode.CONFLICT,
                    null,
                    "cluster " + item.target().cluster() + " is not configured at transfer-service");
        }
        Optional<TrackedCopy> base = copies.stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE)
                .filter(copy -> copy.released() == null)
                .filter(copy -> copy.told().source().equals(item.image()))
                .max(Comparator.comparingLong(copy -> copy.told().sourceSnapshotId()));
        return base.map(copy -> new PlanAnswer.Item(
                        item.lineage(),
                        key,
                        PlannedMode.INCREMENT,
                        copy.told().point(),
                        "what changed since " + copy.told().snapshot()))
                .orElseGet(() -> full(item, copies, nameRefusal));
    }

    private static PlanAnswer.Item full(
            PlanQuestion.Item item, List<TrackedCopy> copies, Optional<MovePlan.Conflict> nameRefusal) {
        return new PlanAnswer.Item(
                item.lineage(),
                item.target().key(),
                nameRefusal.isPresent() ? PlannedMode.CONFLICT : PlannedMode.FULL,
                null,
                nameRefusal.map(MovePlan.Conflict::why).orElseGet(() -> whyFull(copies)));
    }

    private static String whyFull(List<TrackedCopy> copies) {
        if (copies.isEmpty()) {
            return "this target has no copy of this image";
        }
        return copies.stream().anyMatch(copy -> copy.state() == CopyState.COMPLETE)
                ? "the source holds no snapshot any more that this target has too"
                : "this target has no complete copy of this image yet";
    }
}
