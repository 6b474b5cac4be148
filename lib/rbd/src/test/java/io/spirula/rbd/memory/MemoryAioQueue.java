package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Carries out operations only when their results are taken, in an order of its own: whoever relies on more fails. */
final class MemoryAioQueue<T> implements AioQueue<T> {

    private final MemoryImage image;
    private final int depth;
    private final Random random = new Random(42);
    private final List<Pending<T>> pending = new ArrayList<>();
    private boolean closed;

    private record Pending<T>(T tag, AioOperation operation, long offset, long length, Runnable action) {}

    MemoryAioQueue(MemoryImage image, int depth) {
        this.image = image;
        this.depth = depth;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public synchronized int inFlight() {
        return pending.size();
    }

    @Override
    public void submitRead(long offset, ByteBuffer into, T tag) {
        MemoryImage.requireDirect(into);
        ByteBuffer target = into.duplicate();
        submit(new Pending<>(tag, AioOperation.READ, offset, into.remaining(), () -> image.readNow(offset, target)));
    }

    @Override
    public void submitWrite(long offset, ByteBuffer from, T tag) {
        MemoryImage.requireDirect(from);
        ByteBuffer source = from.duplicate();
        submit(new Pending<>(tag, AioOperation.WRITE, offset, from.remaining(), () -> image.writeNow(offset, source)));
    }

    @Override
    public void submitWriteZeroes(long offset, long length, T tag) {
        submit(new Pending<>(tag, AioOperation.WRITE_ZEROES, offset, length, () -> image.zeroNow(offset, length)));
    }

    private synchronized void submit(Pending<T> operation) {
        requireOpen();
        if (pending.size() >= depth) {
            throw new IllegalStateException("I/O queue of " + image.describe() + " is full: take a result first");
        }
        image.checkRange(operation.operation().name(), operation.offset(), operation.length());
        pending.add(operation);
    }

    @Override
    public synchronized AioResult<T> take() {
        requireOpen();
        AioResult<T> result = poll();
        if (result == null) {
            throw new IllegalStateException("I/O queue of " + image.describe() + " has nothing in flight");
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException("I/O queue of " + image.describe());
        }
    }

    @Override
    public synchronized @Nullable AioResult<T> poll() {
        if (pending.isEmpty()) {
            return null;
        }
        Pending<T> next = pending.remove(random.nextInt(pending.size()));
        RbdException failure = null;
        try {
            next.action().run();
        } catch (RbdException e) {
            failure = e;
        }
        return new AioResult<>(next.tag(), next.operation(), next.offset(), next.length(), failure);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (poll() != null) {
            // results are dropped
        }
        image.closed(this);
    }
}
