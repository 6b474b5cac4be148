package io.spirula.mover.move;

import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.BufferPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /**
     * A job that takes no more memory than it needs, as far as there is some: where most of what was read is zeroes, many
     * more can be under way.
     *
     * @param read what the changes are taken from; belongs to the job, or goes back to the buffers
     */
    static WriteJob of(BufferPool buffers, ByteBuffer read, List<Change> changes, List<Chunk> chunks) {
        int bytes = changes.stream()
                .filter(change -> change.data() != null)
                .mapToInt(change -> change.bytes().remaining())
                .sum();
        ByteBuffer smaller = 2 * BufferPool.capacity(bytes) <= read.capacity() ? buffers.tryAcquire(bytes) : null;
        if (smaller == null) {
            return new WriteJob(read, changes, chunks);
        }
        int at = 0;
        List<Change> copied = new ArrayList<>(changes.size());
        for (Change change : changes) {
            copied.add(change.data() == null ? change : change.copiedTo(smaller, at));
            at += change.data() == null ? 0 : change.bytes().remaining();
        }
        buffers.release(read);
        return new WriteJob(smaller, copied, chunks);
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
