package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Reason;

/** An image of which nobody could find out whether it is a replica, and why. */
record UnreadableImage(ImageId id, ImageRef ref, Reason why) {}
