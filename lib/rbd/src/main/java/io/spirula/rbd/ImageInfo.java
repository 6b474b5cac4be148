package io.spirula.rbd;

/**
 * What an image is, at the moment of asking and at what the handle is set to.
 *
 * @param size in bytes, of the snapshot or HEAD that the handle is set to
 * @param objectSize in bytes
 * @param stripeUnit in bytes
 * @param stripeCount 1 without striping
 * @param objectMapInvalid the object map of what the handle is set to is known to be wrong
 * @param fastDiffInvalid the same for its fast-diff state
 * @param dataPoolId the pool of the data objects
 * @param blockNamePrefix what the names of the data objects start with
 */
public record ImageInfo(
        long size,
        long objectSize,
        long stripeUnit,
        long stripeCount,
        ImageFeatures features,
        boolean objectMapInvalid,
        boolean fastDiffInvalid,
        long dataPoolId,
        String blockNamePrefix) {

    /** Bytes of image after which striping starts anew on fresh objects. */
    public long stripePeriod() {
        return Math.multiplyExact(objectSize, stripeCount);
    }
}
