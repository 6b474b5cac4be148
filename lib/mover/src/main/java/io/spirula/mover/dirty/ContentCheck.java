package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/**
 * Whether a range of an image holds something else than at an earlier snapshot. Opens handles of its own: it is asked where
 * something seems wrong. Thread-safe.
 *
 * @param image set to the later snapshot
 * @param earlier the id of the earlier one
 */
public record ContentCheck(RbdImage image, long earlier) implements Predicate<Range> {

    @Override
    public boolean test(Range range) {
        long later = image.viewedSnapshot().orElseThrow();
        return !bytes(earlier, range).equals(bytes(later, range));
    }

    /** What lies behind the end of an image reads as zeroes. */
    private ByteBuffer bytes(long snapshot, Range range) {
        try (RbdImage then =
                image.pool().openSnapshot(ImageLocator.byId(image.id().image()), snapshot)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(range.length()));
            long there = Math.min(range.length(), then.size() - range.offset());
            if (there > 0) {
                then.read(range.offset(), bytes.duplicate().limit((int) there));
            }
            return bytes;
        }
    }
}
