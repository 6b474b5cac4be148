package io.spirula.rbd;

/**
 * A set of image features, unknown ones kept.
 *
 * @param bits as librbd has them
 */
public record ImageFeatures(long bits) {

    /** LAYERING, EXCLUSIVE_LOCK, OBJECT_MAP, FAST_DIFF, DEEP_FLATTEN: librbd's default, 61. */
    public static final ImageFeatures DEFAULT = of(
            ImageFeature.LAYERING,
            ImageFeature.EXCLUSIVE_LOCK,
            ImageFeature.OBJECT_MAP,
            ImageFeature.FAST_DIFF,
            ImageFeature.DEEP_FLATTEN);

    public static ImageFeatures of(ImageFeature... features) {
        long bits = 0;
        for (ImageFeature feature : features) {
            bits |= feature.bit();
        }
        return new ImageFeatures(bits);
    }

    public boolean contains(ImageFeature feature) {
        return (bits & feature.bit()) != 0;
    }

    /** Whether it has all of the other's, unknown ones too. */
    public boolean covers(ImageFeatures other) {
        return (other.bits & ~bits) == 0;
    }

    public ImageFeatures with(ImageFeature feature) {
        return new ImageFeatures(bits | feature.bit());
    }

    public ImageFeatures without(ImageFeature feature) {
        return new ImageFeatures(bits & ~feature.bit());
    }
}
