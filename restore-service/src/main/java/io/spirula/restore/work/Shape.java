package io.spirula.restore.work;

import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageSpec;

/** The shape of a restored image: the replica's, without what ties that to its place. */
final class Shape {

    private Shape() {}

    /** Of size 0: the move brings the size along. */
    static ImageSpec ofCopy(ImageInfo replica) {
        boolean striped = replica.stripeCount() > 1 || replica.stripeUnit() != replica.objectSize();
        return new ImageSpec(
                0,
                Long.numberOfTrailingZeros(replica.objectSize()),
                features(replica),
                striped ? replica.stripeUnit() : 0,
                striped ? replica.stripeCount() : 0,
                null);
    }

    static ImageFeatures ofClone(ImageInfo replica) {
        return features(replica).with(ImageFeature.LAYERING);
    }

    private static ImageFeatures features(ImageInfo replica) {
        return replica.features()
                .without(ImageFeature.STRIPINGV2)
                .without(ImageFeature.DATA_POOL)
                .without(ImageFeature.JOURNALING)
                .without(ImageFeature.OPERATIONS)
                .without(ImageFeature.MIGRATING)
                .without(ImageFeature.NON_PRIMARY);
    }
}
