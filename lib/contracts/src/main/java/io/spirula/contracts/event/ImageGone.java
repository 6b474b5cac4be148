package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import java.time.Instant;

/**
 * An image is gone: a complete scan did not see it and asking for its id found nothing.
 *
 * @param image the source image
 * @param ref what people called it last
 * @param version grows with each observation told of this image
 * @param observedAt when
 */
public record ImageGone(ImageId image, ImageRef ref, long version, Instant observedAt) implements Event {

    @Override
    public String key() {
        return image.text();
    }

    @Override
    public String businessKey() {
        return image.text() + "#" + version;
    }

    @Override
    public ImageRef subject() {
        return ref;
    }
}
