package io.spirula.mover.pipeline;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the chunks that a difference covers, asking parts of the image in several threads at once.
 *
 * <p>Extents that are said to read as zeroes count too: that is checked by reading, never believed.
 *
 * @param <T> what is made of the chunks
 */
public final class DiffStage<T> {

    private final List<Side> sides;
    private final Parts parts;
    private final Consumer<Range> written;
    private final Function<List<Range>, List<T>> grouping;
    private final Channel<T> out;
    private final Pulse pulse;
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
            return extents(new Range(offset, length), new Pulse(), written -> {});
        }

        /**
         * The same.
         *
         * @param pulse beats with each
         * @param written is given those that have data, when all are known
         */
        public List<Range> extents(Range part, Pulse pulse, Consumer<Range> written) {
            List<Range> extents = new ArrayList<>();
            List<Range> held = new ArrayList<>();
            image.diff(request(part.offset(), part.length()), (at, bytes, exists) -> {
                pulse.beat();
                Range extent = new Range(at, bytes);
                extents.add(extent);
                if (exists) {
                    held.add(extent);
                }
            });
            held.forEach(written);
            return extents;
        }

        private DiffRequest request(long offset, long length) {
            return fromSnapshotId == null
                    ? DiffRequest.fromBeginning(offset, length)
                    : DiffRequest.since(fromSnapshotId, offset, length);
        }
    }

    /**
     * @param sides a chunk is covered if any of them differs there
     * @param parts where they are asked
     * @param written is given each extent of the first side that has data, by several threads
     * @param threads that will {@link #run}: the producers of the channel
     * @param grouping makes items of chunks that were found together, which come in rising order
     */
    public DiffStage(
            List<Side> sides,
            Parts parts,
            Consumer<Range> written,
            int threads,
            Function<List<Range>, List<T>> grouping,
            Channel<T> out,
            Pulse pulse) {
        this.sides = List.copyOf(sides);
        this.parts = parts;
        this.written = written;
        this.grouping = grouping;
        this.out = out;
        this.pulse = pulse;
        this.running = new AtomicInteger(threads);
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
        for (Range part = parts.next(); part != null; part = parts.next()) {
            Crew.endIfTold();
            List<Range> chunks = chunks(part);
            parts.asked(part, chunks);
            chunks.forEach(chunk -> covered.addAndGet(chunk.length()));
            for (T item : grouping.apply(chunks)) {
                out.put(item);
            }
            pulse.beat();
        }
        running.decrementAndGet();
        out.producerEnded();
    }

    private List<Range> chunks(Range part) {
        List<Range> extents = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            extents.addAll(sides.get(i).extents(part, pulse, i == 0 ? written : held -> {}));
        }
        List<Range> chunks = new ArrayList<>();
        Chunks.of(extents, part.end(), chunks::add);
        return chunks;
    }
}
