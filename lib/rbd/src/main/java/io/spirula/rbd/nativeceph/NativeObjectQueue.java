package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Changes of objects as asynchronous RADOS operations. librados tells of completions one by one only, so whoever waits for
 * any of them looks again and again, at first after a moment.
 */
final class NativeObjectQueue<T> extends Handle implements ObjectQueue<T> {

    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final NativeImage image;
    private final ImageInfo info;
    private final int depth;
    private final Pointer io;
    private final @Nullable ObjectMapMarks marks;
    private final ArrayDeque<ObjectOperation<T>> inFlight = new ArrayDeque<>();
    private final ArrayDeque<AioResult<T>> results = new ArrayDeque<>();

    NativeObjectQueue(NativeImage image, ImageInfo info, int depth) {
        super(image);
        this.image = image;
        this.info = info;
        this.depth = depth;
        this.marks = info.features().contains(ImageFeature.OBJECT_MAP)
                ? new ObjectMapMarks(image.id().image(), image.pool().io())
                : null;
        this.io = ObjectsContext.open(image, info.dataPoolId());
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public synchronized int inFlight() {
        return inFlight.size() + results.size();
    }

    @Override
    public long objectSize() {
        return info.objectSize();
    }

    @Override
    public void submit(long object, List<ObjectChange> changes, T tag) {
        use(() -> {
            submitNow(object, List.copyOf(changes), tag);
            return true;
        });
    }

    private synchronized void submitNow(long object, List<ObjectChange> changes, T tag) {
        if (inFlight() >= depth) {
            throw new IllegalStateException("object queue of " + image.describe() + " is full: take a result first");
        }
        long end = Math.min(info.objectSize(), info.size() - Math.multiplyExact(object, info.objectSize()));
        ObjectQueue.requireOrdered(object, changes, end);
        var operation = new ObjectOperation<>(tag, object, changes, end);
        if (marks == null || marks.has(object)) {
            change(operation);
        } else {
            marks.want(object);
        }
        inFlight.add(operation);
    }

    private void change(ObjectOperation<T> operation) {
        byte[] name = CText.of(info.blockNamePrefix() + String.format(".%016x", operation.object()));
        operation.start(completion ->
                LibRados.rados_aio_write_op_operate(operation.operation(), io, completion, name, null, 0));
    }

    @Override
    public AioResult<T> take() {
        return use(this::takeNow);
    }

    private synchronized AioResult<T> takeNow() {
        if (inFlight() == 0) {
            throw new IllegalStateException("object queue of " + image.describe() + " has nothing in flight");
        }
        reap();
        for (long pause = FIRST_PAUSE_NANOS; results.isEmpty(); pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            pause(pause);
            reap();
        }
        return results.remove();
    }

    @Override
    public @Nullable AioResult<T> poll() {
        return use(this::pollNow);
    }

    private synchronized @Nullable AioResult<T> pollNow() {
        if (results.isEmpty()) {
            reap();
        }
        return results.poll();
    }

    /** Not shorter for a thread that is interrupted: that is for its caller to heed. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on with what is marked and collects what has ended. */
    private void reap() {
        if (marks != null) {
            marks.advance();
        }
        for (Iterator<ObjectOperation<T>> all = inFlight.iterator(); all.hasNext(); ) {
            ObjectOperation<T> operation = all.next();
            if (hasEnded(operation)) {
                all.remove();
                int result = operation.result();
                results.add(result(operation, operation.isChange() && result == -Call.ENOENT ? 0 : result));
                operation.release();
            }
        }
    }

    private boolean hasEnded(ObjectOperation<T> operation) {
        if (marks != null && !operation.isChange()) {
            int failure = marks.failure(operation.object());
            if (failure < 0) {
                operation.refused(failure);
            } else if (marks.has(operation.object())) {
                change(operation);
            }
        }
        return operation.hasEnded();
    }

    private AioResult<T> result(ObjectOperation<T> operation, int result) {
        return new AioResult<>(
                operation.tag(),
                AioOperation.CHANGE_OBJECT,
                operation.object() * info.objectSize(),
                operation.bytes(),
                result < 0 ? failure(operation, result) : null);
    }

    private RbdException failure(ObjectOperation<T> operation, int result) {
        return RbdException.of(
                -result,
                (operation.isChange() ? "change" : "mark") + " object " + operation.object(),
                image.describe());
    }

    @Override
    public String describe() {
        return "object queue of " + image.describe();
    }

    /** Every operation, and every mark before it, ends by its time-out at the latest. */
    @Override
    protected synchronized void release() {
        reap();
        while (!inFlight.isEmpty()) {
            pause(LONGEST_PAUSE_NANOS);
            reap();
        }
        results.clear();
        image.pool().cluster().destroy(io);
    }

    @Override
    public void close() {
        closeOnce();
    }
}
