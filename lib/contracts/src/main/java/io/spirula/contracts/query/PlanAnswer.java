package io.spirula.contracts.query;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run would move.
 *
 * @param items one for each item that was asked about, in any order
 */
public record PlanAnswer(List<Item> items) {

    public PlanAnswer {
        items = List.copyOf(items);
    }

    /**
     * The plan for one image and one target.
     *
     * @param lineage the disk
     * @param targetKey the target's key
     * @param mode what would be moved
     * @param base the point that an increment would start from; null otherwise
     * @param reason why, for people
     */
    public record Item(
            LineageId lineage,
            String targetKey,
            PlannedMode mode,
            @Nullable PointId base,
            String reason) {

        public Item {
            Objects.requireNonNull(lineage, "lineage");
            Objects.requireNonNull(targetKey, "targetKey");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
