package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import java.nio.ByteBuffer;

/** Reads and writes an image in memory. */
final class MemoryAioQueue<T> extends MemoryQueue<T> implements AioQueue<T> {

    private final MemoryImage image;

    MemoryAioQueue(MemoryImage image, int depth) {
        super("I/O queue of " + image.describe(), depth, 42);
        this.image = image;
    }

    @Override
    public void submitRead(long offset, ByteBuffer into, T tag) {
        MemoryImage.requireDirect(into);
        ByteBuffer target = into.duplicate();
        submit(AioOperation.READ, offset, into.remaining(), tag, () -> image.readNow(offset, target));
    }

    @Override
    public void submitWrite(long offset, ByteBuffer from, T tag) {
        MemoryImage.requireDirect(from);
        ByteBuffer source = from.duplicate();
        submit(AioOperation.WRITE, offset, from.remaining(), tag, () -> image.writeNow(offset, source));
    }

    @Override
    public void submitWriteZeroes(long offset, long length, T tag) {
        submit(AioOperation.WRITE_ZEROES, offset, length, tag, () -> image.zeroNow(offset, length));
    }

    private void submit(AioOperation operation, long offset, long length, T tag, Runnable action) {
        submit(operation, offset, length, tag, () -> image.checkRange(operation.name(), offset, length), action);
    }

    @Override
    public synchronized void close() {
        super.close();
        image.closed(this);
    }
}
