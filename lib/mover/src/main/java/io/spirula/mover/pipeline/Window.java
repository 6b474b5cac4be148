package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Chunks that lie near each other, so that they are read into one buffer and changed together.
 *
 * @param chunks disjoint, in rising order, at least one; no more than {@link Chunks#SIZE} bytes altogether
 * @param gap most bytes between two chunks that are read as well
 */
public record Window(List<Range> chunks, int gap) {

    /** Where bytes do not have to come from afar they cost less than another operation. */
    private static final int NEARBY = 16 << 10;

    public Window {
        chunks = List.copyOf(chunks);
    }

    /** Nothing is read but the chunks. */
    public Window(List<Range> chunks) {
        this(chunks, 0);
    }

    /** Of an image on the target, where whoever reads is: small gaps are read as well. */
    public static Window nearby(List<Range> chunks) {
        return new Window(chunks, NEARBY);
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
        return bytes(chunks);
    }

    /** Of all that is read: the size of the buffer. */
    public long readBytes() {
        return bytes(reads());
    }

    /** What is read, one behind the other. */
    List<Range> reads() {
        List<Range> reads = new ArrayList<>();
        Range joined = chunks.get(0);
        for (Range chunk : chunks.subList(1, chunks.size())) {
            if (chunk.offset() - joined.end() > gap) {
                reads.add(joined);
                joined = chunk;
            } else {
                joined = new Range(joined.offset(), chunk.end() - joined.offset());
            }
        }
        reads.add(joined);
        return reads;
    }

    /** What is read, and where in the buffer it belongs. */
    List<Place> places(ByteBuffer buffer) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        for (Range read : reads()) {
            places.add(new Place(read, buffer.slice(at, (int) read.length())));
            at += (int) read.length();
        }
        return places;
    }

    /** The parts of the buffer that belong to the chunks. */
    List<ByteBuffer> cut(ByteBuffer buffer) {
        List<ByteBuffer> parts = new ArrayList<>(chunks.size());
        Iterator<Range> reads = reads().iterator();
        Range read = reads.next();
        int at = 0;
        for (Range chunk : chunks) {
            while (chunk.offset() >= read.end()) {
                at += (int) read.length();
                read = reads.next();
            }
            parts.add(buffer.slice(at + (int) (chunk.offset() - read.offset()), (int) chunk.length()));
        }
        return parts;
    }

    private static long bytes(List<Range> ranges) {
        return ranges.stream().mapToLong(Range::length).sum();
    }
}
