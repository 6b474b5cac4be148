package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.ZeroRuns.Run;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what of a chunk's runs is done on the target: all data, and those zero runs where the target may hold data.
 * Thread-safe.
 */
final class ZeroPolicy {

    private final @Nullable RbdImage before;

    /**
     * @param before the target as it was before the move, at its base, through a handle without open I/O; null if it was
     *     empty
     */
    ZeroPolicy(@Nullable RbdImage before) {
        this.before = before;
    }

    List<Run> needed(Range chunk, List<Run> runs) {
        List<Run> needed = new ArrayList<>(runs.size());
        List<Range> allocated = null;
        for (Run run : runs) {
            if (!run.zero()) {
                needed.add(run);
            } else if (before != null) {
                if (allocated == null) {
                    allocated = allocated(before, chunk);
                }
                addOverlaps(run.range(), allocated, needed);
            }
        }
        return needed;
    }

    private static List<Range> allocated(RbdImage image, Range chunk) {
        List<Range> extents = new ArrayList<>();
        image.diff(DiffRequest.fromBeginning(chunk.offset(), chunk.length()), (offset, length, exists) -> {
            extents.add(new Range(offset, length));
        });
        return extents;
    }

    private static void addOverlaps(Range zero, List<Range> allocated, List<Run> needed) {
        for (Range extent : allocated) {
            long from = Math.max(zero.offset(), extent.offset());
            long to = Math.min(zero.end(), extent.end());
            if (from < to) {
                needed.add(new Run(new Range(from, to - from), true));
            }
        }
    }
}
