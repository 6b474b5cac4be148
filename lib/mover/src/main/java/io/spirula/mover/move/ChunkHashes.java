package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every chunk of a difference holds, 44 bytes a chunk. Up to a limit they stay in memory, the rest goes to a
 * temporary file that has no name, so that memory is bounded whatever the image's size.
 *
 * <p>Thread-safe while chunks are added; then read by one thread.
 */
public final class ChunkHashes implements AutoCloseable {

    private static final int RECORD = Long.BYTES + Integer.BYTES + Sha256.BYTES;
    private static final int BLOCK_RECORDS = 16 * 1024;
    /** 64 blocks of 704 KiB: a dense 4 TiB. */
    private static final int BLOCKS_IN_MEMORY = 64;

    private final int blocksInMemory;
    private final List<ByteBuffer> full = new ArrayList<>();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private @Nullable FileChannel file;
    private long count;
    private long bytes;

    /**
     * One chunk.
     *
     * @param digest of its bytes
     */
    public record Chunk(Range range, Sha256 digest) {}

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

    synchronized void add(Range range, Sha256 digest) {
        if (current.remaining() < RECORD) {
            startBlock();
        }
        current.putLong(range.offset()).putInt((int) range.length());
        digest.writeTo(current);
        count++;
        bytes += range.length();
    }

    private void startBlock() {
        if (current.capacity() == 0 || full.size() < blocksInMemory) {
            if (current.capacity() > 0) {
                full.add(current.flip());
            }
            current = ByteBuffer.allocate(BLOCK_RECORDS * RECORD);
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
        ByteBuffer block = ByteBuffer.allocate(BLOCK_RECORDS * RECORD);
        try {
            for (long at = 0; at < file.size(); at += block.capacity()) {
                block.clear();
                fill(file, block, at);
                visit(block.flip(), visitor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the hashes of a move again", e);
        }
    }

    private static void fill(FileChannel file, ByteBuffer block, long at) throws IOException {
        int count = 0;
        while (block.hasRemaining() && count >= 0) {
            count = file.read(block, at + block.position());
        }
    }

    private static <X extends Exception> void visit(ByteBuffer block, Visitor<X> visitor) throws X {
        while (block.remaining() >= RECORD) {
            Range range = new Range(block.getLong(), block.getInt());
            visitor.visit(new Chunk(range, Sha256.readFrom(block)));
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
