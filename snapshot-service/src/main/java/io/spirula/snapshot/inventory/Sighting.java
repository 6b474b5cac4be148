package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;

/** An image in a listing: it exists and is called this, more is not known without opening it. */
record Sighting(ImageId image, ImageRef ref, boolean inTrash) {}
