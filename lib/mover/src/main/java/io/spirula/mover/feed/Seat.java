package io.spirula.mover.feed;

import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Window;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One move's seat at a feed. It takes windows one after another by copying them, and is used by one thread; what is told of
 * the difference is for all. Whoever has one must leave it by closing it, also where it was never used.
 */
public final class Seat implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Feed feed;
    private final Table table;
    private final Table.Place place;
    private long heard;

    Seat(Feed feed, Table table, Table.Place place) {
        this.feed = feed;
        this.table = table;
        this.place = place;
    }

    /** What it brings. */
    public Difference difference() {
        return feed.difference();
    }

    /**
     * Waits for the next window, which can then be {@linkplain #copy copied}; null when there is none any more, since that
     * was all or since this seat is {@linkplain #isCutOff cut off}.
     *
     * @param pulse beats while the feed is alive
     * @throws io.spirula.mover.MoveFailedException if the source could not be read
     */
    public @Nullable Window next(Pulse pulse) throws InterruptedException {
        while (!table.await(place, LOOK_AGAIN)) {
            long beats = feed.beats();
            if (beats != heard) {
                heard = beats;
                pulse.beat();
            }
        }
        return table.next(place);
    }

    /**
     * Copies the next window.
     *
     * @param into has exactly its length
     * @return false if it cannot be had any more: this seat was cut off meanwhile
     */
    public boolean copy(ByteBuffer into) {
        Serving serving = table.take(place);
        if (serving == null) {
            return false;
        }
        try {
            into.duplicate().put(serving.window().data().duplicate());
        } finally {
            table.done(serving);
        }
        return true;
    }

    /** Whether it gets no more, for it held others up for too long: its move has to read what is left by itself. */
    public boolean isCutOff() {
        return table.isCutOff(place);
    }

    /** Bytes found to be covered by the difference up to now. */
    public long covered() {
        return feed.covered();
    }

    /** Whether everything was asked, so that no more will be covered. */
    public boolean finished() {
        return feed.finished();
    }

    /** Where some extents begin that have data: offsets in bytes, at most 64. */
    public List<Long> written() {
        return feed.written();
    }

    /** Leaves; nobody waits for it any more. Does nothing a second time. */
    @Override
    public void close() {
        if (table.leave(place)) {
            feed.endEarly();
        }
    }
}
