package io.spirula.rbd.handle;

import io.spirula.rbd.HandleClosedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a handle. Calls share it; closing waits for them, closes the children, releases what it stands for, once.
 * Children hold on to their parents, so no handle is collected before what was opened through it.
 */
public abstract class Handle {

    private final @Nullable Handle parent;
    private final Set<Handle> children = ConcurrentHashMap.newKeySet();
    private final ReentrantReadWriteLock calls = new ReentrantReadWriteLock();
    private final Object closing = new Object();
    private boolean closed;

    protected Handle(@Nullable Handle parent) {
        this.parent = parent;
    }

    /** What the handle is of, for messages. */
    public abstract String describe();

    /** Gives back what the handle stands for. Called once, when no call is under way and no child is open. */
    protected abstract void release();

    /** Makes a call that closing waits for. */
    protected final <T extends @Nullable Object> T use(Supplier<T> call) {
        calls.readLock().lock();
        try {
            requireOpen();
            return call.get();
        } finally {
            calls.readLock().unlock();
        }
    }

    /** Runs a call that no other call may accompany. */
    protected final void useAlone(Runnable call) {
        lockAlone();
        try {
            requireOpen();
            call.run();
        } finally {
            calls.writeLock().unlock();
        }
    }

    /** Opens a child. */
    protected final <C extends Handle> C adopt(Supplier<C> opening) {
        return use(() -> {
            C child = opening.get();
            children.add(child);
            return child;
        });
    }

    protected final void closeOnce() {
        synchronized (closing) {
            lockAlone();
            try {
                if (closed) {
                    return;
                }
                closed = true;
            } finally {
                calls.writeLock().unlock();
            }
            children.forEach(Handle::closeOnce);
            release();
            if (parent != null) {
                parent.children.remove(this);
            }
        }
    }

    private void lockAlone() {
        if (isCallOfThisThread()) {
            throw new IllegalStateException(describe() + " cannot be closed or set from within a call on it");
        }
        calls.writeLock().lock();
    }

    private boolean isCallOfThisThread() {
        return calls.getReadHoldCount() > 0 || children.stream().anyMatch(Handle::isCallOfThisThread);
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException(describe());
        }
    }
}
