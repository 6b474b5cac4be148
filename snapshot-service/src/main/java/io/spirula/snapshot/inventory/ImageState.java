package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.MirrorRole;
import java.time.Instant;
import java.util.Map;

/**
 * What is told of an image; two equal states are no news.
 *
 * @param size in bytes
 * @param features the feature bits
 * @param labels image metadata without what Ceph and Spirula keep there
 * @param spirulaOwned a replica or a temporary image of ours, never a source
 */
public record ImageState(
        ImageRef ref,
        long size,
        long features,
        Map<String, String> labels,
        boolean inTrash,
        boolean spirulaOwned,
        MirrorRole mirrorRole) {

    public ImageState {
        labels = Map.copyOf(labels);
    }

    ImageObserved observed(ImageId image, long version, Instant at) {
        return new ImageObserved(image, ref, size, features, labels, inTrash, spirulaOwned, mirrorRole, version, at);
    }

    ImageState seenAs(Sighting sighting) {
        return new ImageState(sighting.ref(), size, features, labels, sighting.inTrash(), spirulaOwned, mirrorRole);
    }
}
