package io.spirula.scheduler.restore;

import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be restored.
 *
 * @param image what people call the image, also one that is gone
 * @param point id, beginning of the id, or snapshot; null for the newest
 * @param at the newest not after this moment; null for the newest
 * @param from name or key of the target to read; null for the best
 * @param to the image to make
 * @param instant a clone that is usable at once
 * @param acceptOtherDigest also where the copy does not have the digest any more that was recorded of it; otherwise such a
 *     restore fails with {@code DIGEST_DIFFERS}
 */
record RestoreOrder(
        @Nullable String image,
        @Nullable String point,
        @Nullable Instant at,
        @Nullable String from,
        @Nullable String to,
        @Nullable Boolean instant,
        @Nullable Boolean acceptOtherDigest) {

    /**
     * @throws Refusal when a text is too long
     */
    void checkTexts() {
        GivenText.check("image", image);
        GivenText.check("point", point);
        GivenText.check("from", from);
        GivenText.check("to", to);
    }

    boolean wantsInstant() {
        return Boolean.TRUE.equals(instant);
    }

    boolean acceptsOtherDigest() {
        return Boolean.TRUE.equals(acceptOtherDigest);
    }
}
