package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import java.time.Instant;
import java.util.Map;

/**
 * An image exists in this form: told when it is first seen and whenever something told here changed.
 *
 * @param image the source image
 * @param ref what people call the source image
 * @param size in bytes
 * @param features the feature bits
 * @param labels image metadata without what Ceph and Spirula keep there
 * @param inTrash whether its owner moved it to the trash
 * @param spirulaOwned whether it is a replica or a temporary clone of ours, never a source
 * @param mirrorRole its part in rbd-mirror; a non-primary one is never a source
 * @param version grows with each observation told of this image
 * @param observedAt when
 */
public record ImageObserved(
        ImageId image,
        ImageRef ref,
        long size,
        long features,
        Map<String, String> labels,
        boolean inTrash,
        boolean spirulaOwned,
        MirrorRole mirrorRole,
        long version,
        Instant observedAt)
        implements Event {

    public ImageObserved {
        labels = Map.copyOf(labels);
    }

    @Override
    public String key() {
        return image.text();
    }

    @Override
    public String businessKey() {
        return image.text() + "#" + version;
    }

    @Override
    public ImageRef subject() {
        return ref;
    }
}
