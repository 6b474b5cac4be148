package io.spirula.mover.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Disjoint parts of an image, what is adjacent joined. Immutable: 16 bytes a part. */
public final class Ranges {

    private final long[] starts;
    private final long[] ends;

    private Ranges(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /** @param parts in any order, overlapping or not */
    public static Ranges of(List<Range> parts) {
        List<Range> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Range::offset));
        long[] starts = new long[sorted.size()];
        long[] ends = new long[sorted.size()];
        int count = 0;
        for (Range part : sorted) {
            if (count > 0 && part.offset() <= ends[count - 1]) {
                ends[count - 1] = Math.max(ends[count - 1], part.end());
            } else {
                starts[count] = part.offset();
                ends[count++] = part.end();
            }
        }
        return new Ranges(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    /** Bytes that the parts cover. */
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < starts.length; i++) {
            bytes += ends[i] - starts[i];
        }
        return bytes;
    }

    public List<Range> list() {
        List<Range> parts = new ArrayList<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            parts.add(new Range(starts[i], ends[i] - starts[i]));
        }
        return parts;
    }

    /**
     * What of these lies in no part, each cut where a part begins or ends.
     *
     * @param others disjoint, in rising order, as are those returned
     */
    public List<Range> outside(List<Range> others) {
        if (starts.length == 0) {
            return others;
        }
        List<Range> left = new ArrayList<>();
        for (Range other : others) {
            long from = other.offset();
            for (int i = firstEndingAfter(from); i < starts.length && starts[i] < other.end(); i++) {
                if (starts[i] > from) {
                    left.add(new Range(from, starts[i] - from));
                }
                from = ends[i];
            }
            if (from < other.end()) {
                left.add(new Range(from, other.end() - from));
            }
        }
        return left;
    }

    /** What of a range lies in parts, in rising order. */
    public List<Range> inside(Range other) {
        List<Range> inside = new ArrayList<>();
        for (int i = firstEndingAfter(other.offset()); i < starts.length && starts[i] < other.end(); i++) {
            long from = Math.max(starts[i], other.offset());
            inside.add(new Range(from, Math.min(ends[i], other.end()) - from));
        }
        return inside;
    }

    private int firstEndingAfter(long offset) {
        int at = Arrays.binarySearch(ends, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }
}
