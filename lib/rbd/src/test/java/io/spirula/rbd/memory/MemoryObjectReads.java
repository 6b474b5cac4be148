package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.RbdException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reads objects only when the results are taken, in an order of its own. */
final class MemoryObjectReads<T> implements ObjectReads<T> {

    private final MemoryImage image;
    private final long snapshotId;
    private final int depth;
    private final long size;
    private final long objectSize;
    private final Random random = new Random(44);
    private final List<Pending<T>> pending = new ArrayList<>();
    private boolean closed;

    private record Pending<T>(T tag, long object, List<ObjectRead> reads) {}

    MemoryObjectReads(MemoryImage image, long snapshotId, int depth) {
        this.image = image;
        this.snapshotId = snapshotId;
        this.depth = depth;
        this.size = image.size();
        this.objectSize = image.info().objectSize();
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
    public long objectSize() {
        return objectSize;
    }

    @Override
    public synchronized void submit(long object, List<ObjectRead> reads, T tag) {
        requireOpen();
        if (pending.size() >= depth) {
            throw new IllegalStateException("object reads of " + image.describe() + " are full: take a result first");
        }
        ObjectReads.requireWithin(object, reads, Math.min(objectSize, size - object * objectSize));
        reads.forEach(read -> MemoryImage.requireDirect(read.into()));
        pending.add(new Pending<>(tag, object, List.copyOf(reads)));
    }

    @Override
    public synchronized AioResult<T> take() {
        requireOpen();
        AioResult<T> result = poll();
        if (result == null) {
            throw new IllegalStateException("object reads of " + image.describe() + " have nothing in flight");
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException("object reads of " + image.describe());
        }
    }

    @Override
    public synchronized @Nullable AioResult<T> poll() {
        if (pending.isEmpty()) {
            return null;
        }
        Pending<T> next = pending.remove(random.nextInt(pending.size()));
        long start = next.object() * objectSize;
        RbdException failure = null;
        try {
            for (ObjectRead read : next.reads()) {
                byte[] bytes = image.readObject(snapshotId, start + read.offset(), (int) read.length());
                read.into().duplicate().put(bytes);
            }
        } catch (RbdException e) {
            failure = e;
        }
        long bytes = next.reads().stream().mapToLong(ObjectRead::length).sum();
        return new AioResult<>(next.tag(), AioOperation.READ_OBJECT, start, bytes, failure);
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (poll() != null) {
            // results are dropped
        }
    }
}
