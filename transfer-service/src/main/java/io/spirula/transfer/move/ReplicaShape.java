package io.spirula.transfer.move;

import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageSpec;

/**
 * The shape of a replica: the geometry of its source, and always the features that a replica needs: an exclusive lock to
 * fence with, and object maps, by which its readers know what is not there.
 */
final class ReplicaShape {

    private ReplicaShape() {}

    /** An empty image: the size comes with the data. */
    static ImageSpec like(ImageInfo source) {
        int order = Long.numberOfTrailingZeros(source.objectSize());
        ImageSpec plain = new ImageSpec(0, order, ImageFeatures.DEFAULT, 0, 0, null);
        boolean striped = source.stripeCount() > 1 || source.stripeUnit() != source.objectSize();
        return striped ? plain.withStriping(source.stripeUnit(), source.stripeCount()) : plain;
    }
}
