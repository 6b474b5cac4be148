package io.spirula.scheduler.plan;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What applying a manifest would do.
 *
 * @param policy the policy
 * @param images the images that it names, or lets go of
 * @param warnings what is perhaps not meant, and who did not answer
 */
record PlanView(String policy, List<Image> images, List<String> warnings) {

    /**
     * An image.
     *
     * @param ref what people call it
     * @param id the image
     * @param action protect, unchanged, release or refuse
     * @param reason why
     * @param targets where copies would go
     */
    record Image(String ref, String id, String action, String reason, List<Target> targets) {}

    /**
     * A target of an image.
     *
     * @param target the policy's name for it
     * @param mode full, increment, conflict, or unknown when transfer-service did not say
     * @param base the point that an increment would start from
     * @param reason why
     */
    record Target(String target, String mode, @Nullable UUID base, String reason) {}
}
