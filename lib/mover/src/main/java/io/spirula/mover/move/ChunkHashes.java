package io.spirula.mover.move;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a difference that are done, with what each holds and held: 85 bytes a chunk. Up to a limit they stay in memory, the
 * rest goes to a temporary file that has no name, so that memory is bounded whatever the image's size.
 *
 * <p>Thread-safe while chunks are added; then read by one thread.
 */
public final class ChunkHashes implements AutoCloseable {

    /**
     * Bytes of a chunk's record: offset, length, digest, bytes written, bytes made zero, whether its former digest is known,
     * former digest; big-endian.
     */
    public static final int RECORD =
            Long.BYTES + Integer.BYTES + PointDigest.BYTES + 2 * Integer.BYTES + 1 + PointDigest.BYTES;

    private static final int BLOCK_RECORDS = 12 * 1024;
    private static final int BLOCK = BLOCK_RECORDS * RECORD;
    /** 64 blocks of 1020 KiB: a dense 3 TiB. */
    private static final int BLOCKS_IN_MEMORY = 64;

    private final int blocksInMemory;
    private final List<ByteBuffer> full = new ArrayList<>();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private @Nullable FileChannel file;
    private long count;
    private long bytes;
    private long written;
    private long zeroed;
    private PointDigest digest = PointDigest.ZERO;
    private @Nullable PointDigest former = PointDigest.ZERO;

    /**
     * One chunk.
     *
     * @param digest of its bytes
     * @param written bytes of it that were written to the target
     * @param zeroed bytes of it that were made zero there
     * @param former of what the target's base had there; null where that was not looked at
     */
    public record Chunk(
            Range range,
            PointDigest digest,
            int written,
            int zeroed,
            @Nullable PointDigest former) {

        static Chunk readFrom(ByteBuffer record) {
            Range range = new Range(record.getLong(), record.getInt());
            PointDigest digest = PointDigest.readFrom(record);
            int written = record.getInt();
            int zeroed = record.getInt();
            boolean known = record.get() != 0;
            PointDigest former = PointDigest.readFrom(record);
            return new Chunk(range, digest, written, zeroed, known ? former : null);
        }

        Chunk formerly(PointDigest digestBefore) {
            return new Chunk(range, digest, written, zeroed, digestBefore);
        }

        private void writeTo(ByteBuffer record) {
            record.putLong(range.offset()).putInt((int) range.length());
            digest.writeTo(record);
            record.putInt(written).putInt(zeroed).put((byte) (former == null ? 0 : 1));
            (former == null ? PointDigest.ZERO : former).writeTo(record);
        }
    }

    /** Takes a chunk. @param <X> what it may throw */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        void visit(Chunk chunk) throws X;
    }

    public ChunkHashes() {
        this(BLOCKS_IN_MEMORY);
    }

    ChunkHashes(int blocksInMemory) {
        this.blocksInMemory = blocksInMemory;
    }

    public synchronized long count() {
        return count;
    }

    /** Bytes that the chunks cover. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Bytes that were written to the target for the chunks of some records. */
    public static long written(ByteBuffer records) {
        long sum = 0;
        for (ByteBuffer rest = records.duplicate(); rest.remaining() >= RECORD; ) {
            sum += Chunk.readFrom(rest).written();
        }
        return sum;
    }

    synchronized long written() {
        return written;
    }

    synchronized long zeroed() {
        return zeroed;
    }

    /** Of all chunks. */
    synchronized PointDigest digest() {
        return digest;
    }

    /** Of what the target's base had where they are; empty where that was not looked at for each of them. */
    synchronized Optional<PointDigest> former() {
        return Optional.ofNullable(former);
    }

    /** What was read of the base may be wrong. */
    synchronized void forgetFormer() {
        former = null;
    }

    synchronized void add(Chunk chunk) {
        if (current.remaining() < RECORD) {
            startBlock();
        }
        chunk.writeTo(current);
        count++;
        bytes += chunk.range().length();
        written += chunk.written();
        zeroed += chunk.zeroed();
        digest = digest.plus(chunk.digest());
        former = former == null || chunk.former() == null ? null : former.plus(chunk.former());
    }

    private void startBlock() {
        if (current.capacity() == 0 || full.size() < blocksInMemory) {
            if (current.capacity() > 0) {
                full.add(current.flip());
            }
            current = ByteBuffer.allocate(BLOCK);
            return;
        }
        try {
            spill(current.flip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the hashes of a move in the temporary directory", e);
        }
        current.clear();
    }

    private void spill(ByteBuffer block) throws IOException {
        if (file == null) {
            Path path = Files.createTempFile("spirula-hashes", null);
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        while (block.hasRemaining()) {
            file.write(block);
        }
    }

    /**
     * A copy of the records of chunks in the order in which they were added: some of those after the first so many, at
     * least one where there is any.
     */
    synchronized ByteBuffer records(long from) {
        if (from >= count) {
            return ByteBuffer.allocate(0);
        }
        int index = Math.toIntExact(from / BLOCK_RECORDS);
        int at = (int) (from % BLOCK_RECORDS) * RECORD;
        ByteBuffer block = block(index);
        return ByteBuffer.allocate(block.limit() - at)
                .put(block.slice(at, block.limit() - at))
                .flip();
    }

    private ByteBuffer block(int index) {
        if (index < full.size()) {
            return full.get(index);
        }
        long at = (long) (index - full.size()) * BLOCK;
        try {
            if (file != null && at < file.size()) {
                ByteBuffer block = ByteBuffer.allocate(BLOCK);
                fill(file, block, at);
                return block.flip();
            }
        } catch (IOException e) {
            throw cannotRead(e);
        }
        return current.duplicate().flip();
    }

    /** Visits all chunks, in no particular order. */
    public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
        for (ByteBuffer block : full) {
            visit(block.duplicate(), visitor);
        }
        if (file != null) {
            visitFile(file, visitor);
        }
        visit(current.duplicate().flip(), visitor);
    }

    private static <X extends Exception> void visitFile(FileChannel file, Visitor<X> visitor) throws X {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try {
            for (long at = 0; at < file.size(); at += block.capacity()) {
                block.clear();
                fill(file, block, at);
                visit(block.flip(), visitor);
            }
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    private static UncheckedIOException cannotRead(IOException e) {
        return new UncheckedIOException("cannot read the hashes of a move again", e);
    }

    private static void fill(FileChannel file, ByteBuffer block, long at) throws IOException {
        int count = 0;
        while (block.hasRemaining() && count >= 0) {
            count = file.read(block, at + block.position());
        }
    }

    private static <X extends Exception> void visit(ByteBuffer block, Visitor<X> visitor) throws X {
        while (block.remaining() >= RECORD) {
            visitor.visit(Chunk.readFrom(block));
        }
    }

    @Override
    public synchronized void close() {
        full.clear();
        current = ByteBuffer.allocate(0);
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot drop the hashes of a move", e);
        }
    }
}
