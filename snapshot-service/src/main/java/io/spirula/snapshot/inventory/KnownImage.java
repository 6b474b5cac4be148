package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;

/**
 * What was told of an image last.
 *
 * @param version of that telling
 */
record KnownImage(ImageId image, ImageState state, long version) {}
