package io.spirula.rbd.memory;

/** A range of an image that differs. */
record Extent(long offset, long length, boolean exists) {}
