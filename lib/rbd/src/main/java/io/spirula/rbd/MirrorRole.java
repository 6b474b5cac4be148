package io.spirula.rbd;

/** What rbd-mirror makes of an image. */
public enum MirrorRole {
    /** Not mirrored. */
    NONE,
    /** The writable side. */
    PRIMARY,
    /** Written by rbd-mirror alone. */
    NON_PRIMARY,
    /** Mirroring is just being turned on or off. */
    CHANGING
}
