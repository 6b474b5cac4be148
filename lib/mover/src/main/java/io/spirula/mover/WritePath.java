package io.spirula.mover;

/** How a target is written. */
public enum WritePath {
    /** Through librbd: any image. */
    IMAGE,
    /**
     * Past librbd, one RADOS operation for each data object, where the target is an image that allows it; else through
     * librbd. For images that are ours alone.
     */
    OBJECTS
}
