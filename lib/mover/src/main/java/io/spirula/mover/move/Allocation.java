package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Ranges;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an image may hold data. It is asked for many objects at once, since one question is a round trip to each of them,
 * made side by side; the last answers are kept, for those who ask come from near each other. Thread-safe.
 */
final class Allocation {

    /** 8 objects of the usual size. */
    private static final long SIZE = 32L << 20;

    private static final int KEPT = 16;

    private final RbdImage image;
    private final Map<Long, Region> regions = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Region> eldest) {
            return size() > KEPT;
        }
    };

    /** Asked for by the first who wants it; others wait. */
    private final class Region {

        private final long start;
        private @Nullable Ranges allocated;

        Region(long number) {
            start = number * SIZE;
        }

        synchronized Ranges allocated() {
            if (allocated == null) {
                List<Range> extents = new ArrayList<>();
                image.diff(
                        DiffRequest.fromBeginning(start, SIZE),
                        (offset, length, exists) -> extents.add(new Range(offset, length)));
                allocated = Ranges.of(extents);
            }
            return allocated;
        }
    }

    /**
     * @param image at a snapshot, so that it does not change, through a handle without open I/O
     */
    Allocation(RbdImage image) {
        this.image = image;
    }

    /** The parts of a range that may hold data, in rising order. */
    List<Range> within(Range range) {
        List<Range> within = new ArrayList<>();
        for (long number = range.offset() / SIZE; number * SIZE < range.end(); number++) {
            within.addAll(region(number).allocated().inside(range));
        }
        return within;
    }

    private Region region(long number) {
        synchronized (regions) {
            return regions.computeIfAbsent(number, Region::new);
        }
    }
}
