package io.spirula.mover.move;

import io.spirula.mover.move.ChunkHashes.Chunk;
import java.nio.ByteBuffer;
import java.util.List;

/** What one window changes on the target; at one thread at a time. */
final class WriteJob {

    private final ByteBuffer data;
    private final List<Change> changes;
    private final List<Chunk> chunks;
    private List<Part> parts = List.of();
    private int next;
    private int unfinished;

    /** Changes that are made by one operation. */
    record Part(WriteJob job, List<Change> changes) {}

    /**
     * @param data what the changes are taken from; belongs to the job until it is finished
     * @param changes disjoint, in rising order, at least one
     * @param chunks that are done once all of the changes are made
     */
    WriteJob(ByteBuffer data, List<Change> changes, List<Chunk> chunks) {
        this.data = data;
        this.changes = List.copyOf(changes);
        this.chunks = List.copyOf(chunks);
    }

    /** Decides which operations it takes. */
    void cut(TargetQueue target) {
        parts = target.cut(changes).stream().map(part -> new Part(this, part)).toList();
        unfinished = parts.size();
    }

    List<Chunk> chunks() {
        return chunks;
    }

    ByteBuffer data() {
        return data;
    }

    boolean hasNext() {
        return next < parts.size();
    }

    Part next() {
        return parts.get(next++);
    }

    /** Whether that was the last part to end. */
    boolean ended() {
        return --unfinished == 0;
    }
}
