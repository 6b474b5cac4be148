package io.spirula.mover.pipeline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts extents into chunks: adjacent and overlapping extents are joined, then cut at multiples of {@link #SIZE}, so that a
 * chunk never crosses one.
 *
 * <p>Takes the extents of one range in rising order; call {@link #end} after the last. For one thread.
 */
public final class Chunks {

    /** Most bytes of a chunk. */
    public static final int SIZE = 4 << 20;

    private final long limit;
    private final Consumer<Range> out;
    private long start;
    private long end;

    /**
     * @param limit the image's size: extents are clipped to it
     * @param out takes the chunks
     */
    public Chunks(long limit, Consumer<Range> out) {
        this.limit = limit;
        this.out = out;
    }

    /** Takes the next extent. */
    public void extent(long offset, long length) {
        long clippedEnd = Math.min(offset + length, limit);
        if (clippedEnd <= offset) {
            return;
        }
        if (offset > end || offset < start) {
            end();
            start = offset;
            end = clippedEnd;
        } else {
            end = Math.max(end, clippedEnd);
        }
        cutFullChunks();
    }

    private void cutFullChunks() {
        long boundary = boundaryAfter(start);
        while (boundary < end) {
            out.accept(new Range(start, boundary - start));
            start = boundary;
            boundary = boundaryAfter(start);
        }
    }

    /** Gives out what is left. */
    public void end() {
        if (end > start) {
            out.accept(new Range(start, end - start));
        }
        start = end;
    }

    private static long boundaryAfter(long offset) {
        return (offset / SIZE + 1) * SIZE;
    }

    /** The chunks of extents in any order, overlapping or not. */
    public static void of(List<Range> extents, long limit, Consumer<Range> out) {
        Range[] sorted = extents.toArray(Range[]::new);
        Arrays.sort(sorted, Comparator.comparingLong(Range::offset));
        Chunks chunks = new Chunks(limit, out);
        for (Range extent : sorted) {
            chunks.extent(extent.offset(), extent.length());
        }
        chunks.end();
    }
}
