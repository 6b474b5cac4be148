package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks that lie near each other, so that they are read into one buffer, one behind the other, and changed together.
 *
 * @param chunks disjoint, in rising order, at least one; no more than {@link Chunks#SIZE} bytes altogether
 */
public record Window(List<Range> chunks) {

    public Window {
        chunks = List.copyOf(chunks);
    }

    /** A single one. */
    public static Window of(Range chunk) {
        return new Window(List.of(chunk));
    }

    /** Those within the same multiple of {@link Chunks#SIZE} belong together; takes them in rising order. */
    public static List<Window> group(List<Range> chunks) {
        List<Window> windows = new ArrayList<>();
        List<Range> near = new ArrayList<>();
        for (Range chunk : chunks) {
            if (!near.isEmpty() && near.get(0).offset() / Chunks.SIZE != chunk.offset() / Chunks.SIZE) {
                windows.add(new Window(near));
                near.clear();
            }
            near.add(chunk);
        }
        if (!near.isEmpty()) {
            windows.add(new Window(near));
        }
        return windows;
    }

    /** Of all chunks. */
    public long bytes() {
        return chunks.stream().mapToLong(Range::length).sum();
    }

    /** The parts of the buffer that belong to the chunks. */
    List<ByteBuffer> cut(ByteBuffer buffer) {
        List<ByteBuffer> parts = new ArrayList<>(chunks.size());
        int at = 0;
        for (Range chunk : chunks) {
            parts.add(buffer.slice(at, (int) chunk.length()));
            at += (int) chunk.length();
        }
        return parts;
    }
}
