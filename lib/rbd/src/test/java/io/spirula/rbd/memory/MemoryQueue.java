package io.spirula.rbd.memory;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.CompletionQueue;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Carries out operations only when their results are taken, in an order of its own: whoever relies on more fails. */
abstract class MemoryQueue<T> implements CompletionQueue<T> {

    private final String name;
    private final int depth;
    private final Random random;
    private final List<Pending<T>> pending = new ArrayList<>();
    private boolean closed;

    private record Pending<T>(T tag, AioOperation operation, long offset, long length, Runnable action) {}

    /**
     * @param name what errors call it
     * @param seed of its order
     */
    MemoryQueue(String name, int depth, long seed) {
        this.name = name;
        this.depth = depth;
        this.random = new Random(seed);
    }

    @Override
    public final int depth() {
        return depth;
    }

    @Override
    public final synchronized int inFlight() {
        return pending.size();
    }

    /**
     * @param check throws if the operation is to be refused
     * @param action throws {@link RbdException} if it fails
     */
    final synchronized void submit(
            AioOperation operation, long offset, long length, T tag, Runnable check, Runnable action) {
        requireOpen();
        if (pending.size() >= depth) {
            throw new IllegalStateException(name + " is full: take a result first");
        }
        check.run();
        pending.add(new Pending<>(tag, operation, offset, length, action));
    }

    @Override
    public final synchronized AioResult<T> take() {
        requireOpen();
        AioResult<T> result = poll();
        if (result == null) {
            throw new IllegalStateException(name + " has nothing in flight");
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException(name);
        }
    }

    @Override
    public final synchronized @Nullable AioResult<T> poll() {
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
    }
}
