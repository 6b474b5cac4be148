package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Ranges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a move has taken from a feed, in bounded memory: 32 bytes a part, what is adjacent joined. Thread-safe. */
final class Taken {

    private static final int JOIN_AFTER = 1 << 14;

    private final int most;
    private List<Range> parts = new ArrayList<>();
    private int joinAt;
    private long bytes;
    private @Nullable Ranges ranges;

    /**
     * @param most parts that are kept
     */
    Taken(int most) {
        this.most = most;
        this.joinAt = Math.min(most, JOIN_AFTER);
    }

    /** Takes note of chunks that were not taken before. */
    synchronized void add(List<Range> chunks) {
        ranges = null;
        parts.addAll(chunks);
        chunks.forEach(chunk -> bytes += chunk.length());
        if (parts.size() >= joinAt) {
            parts = new ArrayList<>(Ranges.of(parts).list());
            joinAt = Math.min(most, Math.max(JOIN_AFTER, 2 * parts.size()));
        }
    }

    /** Whether there is no room for more. */
    synchronized boolean isFull() {
        return parts.size() >= most;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** What of these, disjoint and in rising order, was not taken. */
    synchronized List<Range> left(List<Range> chunks) {
        if (ranges == null) {
            ranges = Ranges.of(parts);
        }
        return ranges.outside(chunks);
    }
}
