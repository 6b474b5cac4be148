package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides where zeroes have to be made on the target: only where it may hold data. Thread-safe. */
final class ZeroPolicy {

    private final @Nullable RbdImage before;

    /**
     * @param before the target as it was before the move, at its base, through a handle without open I/O; null if it was
     *     empty
     */
    ZeroPolicy(@Nullable RbdImage before) {
        this.before = before;
    }

    /** For zeroes within a part of the image, about which the target is asked once, if at all. For one thread. */
    Near near(Range span) {
        return new Near(span);
    }

    final class Near {

        private final Range span;
        private @Nullable List<Range> allocated;

        private Near(Range span) {
            this.span = span;
        }

        /** The parts of a range, which reads as zeroes at the source, that are to be made zero, in rising order. */
        List<Range> needed(Range zero) {
            if (before == null) {
                return List.of();
            }
            if (allocated == null) {
                allocated = allocated(before);
            }
            List<Range> needed = new ArrayList<>();
            for (Range extent : allocated) {
                long from = Math.max(zero.offset(), extent.offset());
                long to = Math.min(zero.end(), extent.end());
                if (from < to) {
                    needed.add(new Range(from, to - from));
                }
            }
            return needed;
        }

        private List<Range> allocated(RbdImage image) {
            List<Range> extents = new ArrayList<>();
            image.diff(
                    DiffRequest.fromBeginning(span.offset(), span.length()),
                    (offset, length, exists) -> extents.add(new Range(offset, length)));
            return extents;
        }
    }
}
