package io.spirula.mover.move;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.move.ChunkHashes.Chunk;
import io.spirula.mover.pipeline.Chunks;
import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Ranges;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What earlier attempts at a move did for good: the target has it, and what it has is known by its hashes. Used by one
 * thread until a move takes it over.
 */
public final class DoneParts implements AutoCloseable {

    private final ChunkHashes hashes;
    private final Ranges ranges;

    private DoneParts(ChunkHashes hashes, Ranges ranges) {
        this.hashes = hashes;
        this.ranges = ranges;
    }

    public static DoneParts nothing() {
        return new DoneParts(new ChunkHashes(), Ranges.of(List.of()));
    }

    /**
     * Takes up what a {@link MoveJournal} was given. That is outside text: all of it is checked.
     *
     * @param records in their order, as they were given
     * @param size of the image in bytes
     * @throws IllegalArgumentException if it cannot be the work of a move into such an image
     */
    public static DoneParts read(Iterable<ByteBuffer> records, long size) {
        ChunkHashes hashes = new ChunkHashes();
        try {
            List<Range> covered = new ArrayList<>();
            for (ByteBuffer part : records) {
                covered.addAll(read(part.duplicate(), size, hashes).list());
            }
            Ranges ranges = Ranges.of(covered);
            if (ranges.bytes() != hashes.bytes()) {
                throw new IllegalArgumentException("two of the chunks overlap");
            }
            return new DoneParts(hashes, ranges);
        } catch (RuntimeException | Error e) {
            hashes.close();
            throw e;
        }
    }

    /**
     * All of a move that is over.
     *
     * @param hashes stay the move's: this is not to be closed
     */
    public static DoneParts of(ChunkHashes hashes) {
        List<Range> covered = new ArrayList<>();
        hashes.<RuntimeException>forEach(chunk -> {
            Range range = chunk.range();
            int last = covered.size() - 1;
            if (last >= 0 && covered.get(last).end() == range.offset()) {
                Range before = covered.get(last);
                covered.set(last, new Range(before.offset(), before.length() + range.length()));
            } else {
                covered.add(range);
            }
        });
        return new DoneParts(hashes, Ranges.of(covered));
    }

    private static Ranges read(ByteBuffer part, long size, ChunkHashes hashes) {
        if (part.remaining() % ChunkHashes.RECORD != 0) {
            throw new IllegalArgumentException(part.remaining() + " bytes are no whole number of records");
        }
        List<Range> covered = new ArrayList<>();
        while (part.hasRemaining()) {
            Chunk chunk = Chunk.readFrom(part);
            Range range = chunk.range();
            boolean oneChunk = range.offset() / Chunks.SIZE == (range.end() - 1) / Chunks.SIZE;
            boolean wholeBlocks = range.offset() % PointDigest.BLOCK == 0
                    && (range.end() % PointDigest.BLOCK == 0 || range.end() == size);
            boolean counted = chunk.written() >= 0
                    && chunk.zeroed() >= 0
                    && (long) chunk.written() + chunk.zeroed() <= range.length();
            if (!oneChunk || !wholeBlocks || !counted || range.end() > size) {
                throw new IllegalArgumentException("not a chunk of an image of " + size + " bytes: " + chunk);
            }
            hashes.add(chunk);
            covered.add(range);
        }
        return Ranges.of(covered);
    }

    public boolean isEmpty() {
        return hashes.count() == 0;
    }

    /** Bytes that were dealt with: read at the source, and written where need be. */
    public long bytes() {
        return hashes.bytes();
    }

    /** Bytes of data that the target took. */
    public long written() {
        return hashes.written();
    }

    /** In how many chunks. */
    public long chunks() {
        return hashes.count();
    }

    public ChunkHashes hashes() {
        return hashes;
    }

    /** What of these is still to be done. */
    public List<Range> left(List<Range> chunks) {
        return ranges.outside(chunks);
    }

    @Override
    public void close() {
        hashes.close();
    }
}
