package io.spirula.scheduler.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.MirrorRole;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image as it was told last.
 *
 * @param id the image
 * @param ref what people call it now, or called it last
 * @param size in bytes
 * @param features the feature bits; null while all that is known of it was told to a version that did not keep them
 * @param labels its metadata
 * @param inTrash whether its owner moved it to the trash
 * @param spirulaOwned whether it is a replica or a clone of ours
 * @param mirrorRole its part in rbd-mirror
 * @param gone whether it does not exist any more
 * @param observedAt when that was told
 */
public record ObservedImage(
        ImageId id,
        ImageRef ref,
        long size,
        @Nullable Long features,
        Map<String, String> labels,
        boolean inTrash,
        boolean spirulaOwned,
        MirrorRole mirrorRole,
        boolean gone,
        Instant observedAt) {

    public ObservedImage {
        labels = Map.copyOf(labels);
    }

    /** The same as if it were the primary. */
    public ObservedImage promoted() {
        return new ObservedImage(
                id, ref, size, features, labels, inTrash, spirulaOwned, MirrorRole.PRIMARY, gone, observedAt);
    }
}
