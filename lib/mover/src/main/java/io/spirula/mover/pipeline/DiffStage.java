package io.spirula.mover.pipeline;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the chunks that a difference covers, asking aligned parts of the image in several threads at once.
 *
 * <p>Extents that are said to read as zeroes count too: that is checked by reading, never believed.
 *
 * @param <T> what is made of the chunks
 */
public final class DiffStage<T> {

    private static final long LARGEST_PART = 256L << 20;

    private final List<Side> sides;
    private final long end;
    private final long part;
    private final Function<List<Range>, List<T>> grouping;
    private final Channel<T> out;
    private final Pulse pulse;
    private final AtomicLong next;
    private final AtomicLong covered = new AtomicLong();
    private final AtomicInteger running;

    /**
     * One image to ask.
     *
     * @param fromSnapshotId null for all that is allocated
     */
    public record Side(RbdImage image, @Nullable Long fromSnapshotId) {

        /** What differs in a part of the image, in any order. */
        public List<Range> extents(long offset, long length) {
            List<Range> extents = new ArrayList<>();
            image.diff(request(offset, length), (at, bytes, exists) -> extents.add(new Range(at, bytes)));
            return extents;
        }

        private DiffRequest request(long offset, long length) {
            return fromSnapshotId == null
                    ? DiffRequest.fromBeginning(offset, length)
                    : DiffRequest.since(fromSnapshotId, offset, length);
        }
    }

    /**
     * Looks at all of the images.
     *
     * @param sides a chunk is covered if any of them differs there
     * @param size of the images in bytes
     * @param threads that will {@link #run}: the producers of the channel
     * @param grouping makes items of chunks that were found together, which come in rising order
     */
    public DiffStage(
            List<Side> sides,
            long size,
            int threads,
            Function<List<Range>, List<T>> grouping,
            Channel<T> out,
            Pulse pulse) {
        this(sides, 0, size, threads, grouping, out, pulse);
    }

    /**
     * Looks at a part of the images.
     *
     * @param from the first byte to look at
     * @param to the first byte not to look at, at most the size of the images
     */
    public DiffStage(
            List<Side> sides,
            long from,
            long to,
            int threads,
            Function<List<Range>, List<T>> grouping,
            Channel<T> out,
            Pulse pulse) {
        this.sides = List.copyOf(sides);
        this.end = to;
        this.next = new AtomicLong(from);
        this.part = partSize(sides.get(0).image().info().stripePeriod(), to - from, threads);
        this.grouping = grouping;
        this.out = out;
        this.pulse = pulse;
        this.running = new AtomicInteger(threads);
    }

    /** Whole stripe periods, unless they are very large, and a few parts for each thread. */
    private static long partSize(long period, long size, int threads) {
        if (period > LARGEST_PART) {
            return LARGEST_PART;
        }
        long fair = Math.max(Chunks.SIZE, Math.min(LARGEST_PART, size / (2L * threads)));
        return Math.max(1, fair / period) * period;
    }

    /** Bytes found to be covered up to now. */
    public long covered() {
        return covered.get();
    }

    /** Whether everything was asked, so that no more will be covered. */
    public boolean finished() {
        return running.get() == 0;
    }

    /** One thread's share. */
    public void run() throws InterruptedException {
        long offset = next.getAndAdd(part);
        while (offset < end) {
            List<Range> chunks = chunks(offset, Math.min(part, end - offset));
            chunks.forEach(chunk -> covered.addAndGet(chunk.length()));
            for (T item : grouping.apply(chunks)) {
                out.put(item);
            }
            pulse.beat();
            offset = next.getAndAdd(part);
        }
        running.decrementAndGet();
        out.producerEnded();
    }

    private List<Range> chunks(long offset, long length) {
        List<Range> extents = new ArrayList<>();
        for (Side side : sides) {
            side.image().diff(side.request(offset, length), (at, bytes, exists) -> {
                pulse.beat();
                extents.add(new Range(at, bytes));
            });
        }
        List<Range> chunks = new ArrayList<>();
        Chunks.of(extents, offset + length, chunks::add);
        return chunks;
    }
}
