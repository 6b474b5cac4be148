package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Changes objects only when the results are taken, in an order of its own. */
final class MemoryObjectQueue<T> implements ObjectQueue<T> {

    private final MemoryImage image;
    private final int depth;
    private final long objectSize;
    private final Random random = new Random(43);
    private final List<Pending<T>> pending = new ArrayList<>();
    private boolean closed;

    private record Pending<T>(T tag, long object, List<ObjectChange> changes) {}

    MemoryObjectQueue(MemoryImage image, int depth) {
        this.image = image;
        this.depth = depth;
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
    public synchronized void submit(long object, List<ObjectChange> changes, T tag) {
        requireOpen();
        if (pending.size() >= depth) {
            throw new IllegalStateException("object queue of " + image.describe() + " is full: take a result first");
        }
        ObjectQueue.requireOrdered(object, changes, Math.min(objectSize, image.sizeNow() - object * objectSize));
        image.passedBy();
        pending.add(new Pending<>(tag, object, List.copyOf(changes)));
    }

    @Override
    public synchronized AioResult<T> take() {
        requireOpen();
        AioResult<T> result = poll();
        if (result == null) {
            throw new IllegalStateException("object queue of " + image.describe() + " has nothing in flight");
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException("object queue of " + image.describe());
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
            image.changeObject(content -> next.changes().forEach(change -> apply(content, next.object(), change)));
        } catch (RbdException e) {
            failure = e;
        }
        long bytes = next.changes().stream().mapToLong(ObjectChange::length).sum();
        return new AioResult<>(next.tag(), AioOperation.CHANGE_OBJECT, next.object() * objectSize, bytes, failure);
    }

    private void apply(Content content, long object, ObjectChange change) {
        long offset = object * objectSize + change.offset();
        if (change instanceof ObjectChange.Data data) {
            ByteBuffer from = data.bytes().duplicate();
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            content.write(offset, bytes);
        } else {
            content.zero(offset, change.length());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (poll() != null) {
            // results are dropped
        }
    }
}
