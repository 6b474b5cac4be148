package io.spirula.mover.feed;

import io.spirula.mover.MoverLimits;
import io.spirula.mover.Throttle;
import io.spirula.mover.dirty.WrittenSample;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.ReadStage;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdImage;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads what differs at a source once, for all who have a {@link Seat}. It has threads, buffers and a handle of its
 * own and belongs to none of them: it ends when all was read or the last one has left. Thread-safe.
 */
public final class Feed {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int CHANNEL = 4096;

    private final Difference difference;
    private final FeedSource source;
    private final Duration grace;
    private final Pulse pulse = new Pulse();
    private final WrittenSample written = new WrittenSample();
    private final BufferPool buffers;
    private final Table table;
    private final DiffStage<Window> diff;
    private final Crew crew;
    private final Thread thread;

    private Feed(FeedSource source, @Nullable Long base, int seats, MoverLimits limits, LongSupplier nanoTime) {
        RbdImage image = source.image();
        this.difference = Difference.of(image, base);
        this.source = source;
        this.grace = limits.noProgress();
        this.buffers = new BufferPool(limits.bufferBytes());
        this.table = new Table(buffers, seats, nanoTime);
        int threads = limits.diffThreads();
        Channel<Window> windows = new Channel<>(CHANNEL, threads);
        Channel<Filled<Window>> filled = new Channel<>(CHANNEL, 1);
        this.diff = new DiffStage<>(
                List.of(new DiffStage.Side(image, base)),
                new EveryPart(0, image.size(), image.info().stripePeriod(), threads),
                written.andThen(new MapWitness(image)),
                threads,
                Window::group,
                windows,
                pulse);
        this.crew = new Crew("feed-" + image.id().image());
        for (int i = 0; i < threads; i++) {
            crew.add("diff", telling(diff::run));
        }
        crew.add(
                "read",
                telling(new ReadStage<>(
                        image, limits.depth(), buffers, windows, Function.identity(), filled, pulse, Throttle.NONE)));
        crew.add("serve", telling(() -> serve(filled)));
        this.thread = new Thread(this::run, "feed-" + image.id().image());
        thread.setDaemon(true);
    }

    /**
     * Begins to read, and returns at once.
     *
     * @param source is closed by the feed when it ends
     * @param base the source's snapshot to start from; null for all that it has
     * @param seats for so many moves, at least one
     * @param limits its buffers are as large as those of one move
     * @return each to be used by one move, or left
     * @throws io.spirula.rbd.RbdException if the source does not answer; it is not closed then
     */
    public static List<Seat> open(FeedSource source, @Nullable Long base, int seats, MoverLimits limits) {
        return open(source, base, seats, limits, System::nanoTime);
    }

    static List<Seat> open(
            FeedSource source, @Nullable Long base, int seats, MoverLimits limits, LongSupplier nanoTime) {
        Feed feed = new Feed(source, base, seats, limits, nanoTime);
        List<Seat> open = feed.table.places().stream()
                .map(place -> new Seat(feed, feed.table, place))
                .toList();
        feed.thread.start();
        return open;
    }

    /** Whoever is fed hears of a failure at once, not when all threads have ended. */
    private Crew.Task telling(Crew.Task task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                table.fail(e);
                throw e;
            }
        };
    }

    private void serve(Channel<Filled<Window>> filled) throws InterruptedException {
        for (Filled<Window> window = filled.take(); window != null; window = filled.take()) {
            table.serve(window);
        }
    }

    private void run() {
        try (source) {
            crew.work(() -> table.look(buffers.isAwaited()), LOOK, grace);
            table.end();
        } catch (InterruptedException e) {
            table.fail(new IllegalStateException("nobody was left to read for", e));
        } catch (RuntimeException | Error e) {
            table.fail(e);
        }
    }

    Difference difference() {
        return difference;
    }

    long beats() {
        return pulse.count();
    }

    long covered() {
        return diff.covered();
    }

    boolean finished() {
        return diff.finished();
    }

    List<Long> written() {
        return written.offsets();
    }

    /** Nobody is left. */
    void endEarly() {
        thread.interrupt();
    }
}
