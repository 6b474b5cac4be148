package io.spirula.contracts.query;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What would a run of these images move to these targets now? Asked of transfer-service.
 *
 * @param items what is asked about; at most {@value #MAX_ITEMS}
 */
public record PlanQuestion(List<Item> items) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "plan";

    /** More than this is not asked in one question. */
    public static final int MAX_ITEMS = 1000;

    public PlanQuestion {
        items = List.copyOf(items);
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("At most " + MAX_ITEMS + " items in one question: " + items.size());
        }
    }

    /**
     * One image and one target.
     *
     * @param lineage the disk; perhaps never protected before
     * @param image the source image
     * @param target where its copy would go
     * @param ref what people call the source image, which its replica is to be called too; null from who does not tell
     * @param tenant whose copy it would be: what is another tenant's is not named in the answer; null from who does not tell
     */
    public record Item(
            LineageId lineage,
            ImageId image,
            TargetRef target,
            @Nullable ImageRef ref,
            @Nullable String tenant) {

        public Item {
            Objects.requireNonNull(lineage, "lineage");
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(target, "target");
        }
    }
}
