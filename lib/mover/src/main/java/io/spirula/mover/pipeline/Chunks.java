package io.spirula.mover.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts extents into chunks: rounded out to whole blocks of {@link ZeroRuns#BLOCK}, what is adjacent or overlaps is joined,
 * then cut at multiples of {@link #SIZE}. So a chunk can be digested by itself.
 */
public final class Chunks {

    /** Most bytes of a chunk; no chunk crosses a multiple of this. */
    public static final int SIZE = 4 << 20;

    private final long limit;
    private final Consumer<Range> out;
    /** What was taken and not yet given out; everything before was given out or is not covered. */
    private long start;

    private long end;

    private Chunks(long limit, Consumer<Range> out) {
        this.limit = limit;
        this.out = out;
    }

    /**
     * Gives out disjoint chunks in rising order that cover exactly the blocks in which there are extents.
     *
     * @param extents in any order, overlapping or not
     * @param limit chunks are clipped to it: where no block ends there, the last one is partial
     */
    public static void of(List<Range> extents, long limit, Consumer<Range> out) {
        Chunks chunks = new Chunks(limit, out);
        extents.stream().sorted(Comparator.comparingLong(Range::offset)).forEach(chunks::add);
        chunks.flush();
    }

    private void add(Range extent) {
        long from = extent.offset() - extent.offset() % ZeroRuns.BLOCK;
        long beyond = extent.end() + ZeroRuns.BLOCK - 1;
        long to = Math.min(beyond - beyond % ZeroRuns.BLOCK, limit);
        if (from > end) {
            flush();
            start = from;
            end = start;
        }
        end = Math.max(end, to);
        for (long boundary = boundaryAfter(start); boundary < end; boundary = boundaryAfter(start)) {
            out.accept(new Range(start, boundary - start));
            start = boundary;
        }
    }

    private void flush() {
        if (end > start) {
            out.accept(new Range(start, end - start));
        }
        start = end;
    }

    private static long boundaryAfter(long offset) {
        return (offset / SIZE + 1) * SIZE;
    }
}
