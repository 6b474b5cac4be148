package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import org.jspecify.annotations.Nullable;

/**
 * What an adoption left alone.
 *
 * @param image the image
 * @param ref what people call the image
 * @param snapshot the name of the snapshot; null when it is the whole image
 * @param reason why
 */
public record AdoptionRefusal(
        ImageId image, ImageRef ref, @Nullable String snapshot, Reason reason) {}
