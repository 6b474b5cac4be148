package io.spirula.rbd;

/** Features of an image, by librbd's bits. */
public enum ImageFeature {
    LAYERING(0),
    STRIPINGV2(1),
    EXCLUSIVE_LOCK(2),
    OBJECT_MAP(3),
    FAST_DIFF(4),
    DEEP_FLATTEN(5),
    JOURNALING(6),
    DATA_POOL(7),
    OPERATIONS(8),
    MIGRATING(9),
    NON_PRIMARY(10);

    private final long bit;

    ImageFeature(int position) {
        this.bit = 1L << position;
    }

    public long bit() {
        return bit;
    }
}
