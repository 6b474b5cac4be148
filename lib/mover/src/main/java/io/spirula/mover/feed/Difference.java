package io.spirula.mover.feed;

import io.spirula.contracts.ImageId;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What moves must have in common so that one read serves them all.
 *
 * @param source the image
 * @param base its snapshot to start from; null for all that it has
 * @param end its snapshot to come to
 */
public record Difference(ImageId source, @Nullable Long base, long end) {

    public Difference {
        Objects.requireNonNull(source, "source");
    }

    /**
     * @param source set to the end
     * @throws IllegalArgumentException if it is set to no snapshot
     */
    public static Difference of(RbdImage source, @Nullable Long base) {
        long end = source.viewedSnapshot()
                .orElseThrow(() ->
                        new IllegalArgumentException("source image " + source.id() + " must be opened at a snapshot"));
        return new Difference(source.id(), base, end);
    }
}
