package io.spirula.rbd;

import org.jspecify.annotations.Nullable;

/**
 * The shape of an image to be created.
 *
 * @param size in bytes, zero is allowed
 * @param order base-2 logarithm of the object size, 12 to 25
 * @param features that the image gets; STRIPINGV2 and DATA_POOL follow from the other components
 * @param stripeUnit in bytes, 0 for the object size
 * @param stripeCount objects striped over, 0 or 1 for none
 * @param dataPool where the data objects go, or null for the image's own pool
 */
public record ImageSpec(
        long size,
        int order,
        ImageFeatures features,
        long stripeUnit,
        long stripeCount,
        @Nullable String dataPool) {

    public static final int DEFAULT_ORDER = 22;

    public ImageSpec {
        if (size < 0) {
            throw new IllegalArgumentException("image size must not be negative: " + size);
        }
        if (order < 12 || order > 25) {
            throw new IllegalArgumentException("image order must be 12 to 25: " + order);
        }
        if (stripeUnit < 0 || stripeCount < 0 || (stripeUnit == 0) != (stripeCount == 0)) {
            throw new IllegalArgumentException(
                    "stripe unit and count must both be zero or both positive: " + stripeUnit + ", " + stripeCount);
        }
    }

    /** 4 MiB objects, no striping, the features librbd gives by default. */
    public static ImageSpec ofSize(long size) {
        return new ImageSpec(size, DEFAULT_ORDER, ImageFeatures.DEFAULT, 0, 0, null);
    }

    public ImageSpec withFeatures(ImageFeatures changed) {
        return new ImageSpec(size, order, changed, stripeUnit, stripeCount, dataPool);
    }

    public ImageSpec withStriping(long unit, long count) {
        return new ImageSpec(size, order, features, unit, count, dataPool);
    }

    public ImageSpec withOrder(int changed) {
        return new ImageSpec(size, changed, features, stripeUnit, stripeCount, dataPool);
    }

    public ImageSpec withDataPool(String changed) {
        return new ImageSpec(size, order, features, stripeUnit, stripeCount, changed);
    }
}
