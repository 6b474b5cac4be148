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
import org.jspecify.annotations.Nullable;

/** Changes of objects as asynchronous RADOS operations: completions are polled, and the oldest waited for. */
final class NativeObjectQueue<T> extends Handle implements ObjectQueue<T> {

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
                ? new ObjectMapMarks(image.id().image())
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
        int started = marks == null || marks.has(object) ? change(operation) : mark(operation, marks);
        if (started < 0) {
            operation.release();
            throw failure(operation, started);
        }
        inFlight.add(operation);
    }

    private int mark(ObjectOperation<T> operation, ObjectMapMarks into) {
        return operation.start(true, completion -> into.start(image.pool().io(), operation.object(), completion));
    }

    private int change(ObjectOperation<T> operation) {
        byte[] name = CText.of(info.blockNamePrefix() + String.format(".%016x", operation.object()));
        return operation.start(
                false,
                completion ->
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
        while (results.isEmpty()) {
            inFlight.getFirst().await();
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

    /** Goes on with what is marked and collects what has ended. */
    private void reap() {
        for (Iterator<ObjectOperation<T>> all = inFlight.iterator(); all.hasNext(); ) {
            ObjectOperation<T> operation = all.next();
            if (operation.hasEnded()) {
                boolean wasMarking = operation.isMarking();
                int result = operation.result();
                if (wasMarking && marks != null && result >= 0) {
                    marks.remember(operation.object());
                    result = change(operation);
                    if (result >= 0) {
                        continue;
                    }
                }
                all.remove();
                operation.release();
                results.add(result(operation, wasMarking || result != -Call.ENOENT ? result : 0));
            }
        }
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
                (operation.isMarking() ? "mark" : "change") + " object " + operation.object(),
                image.describe());
    }

    @Override
    public String describe() {
        return "object queue of " + image.describe();
    }

    /** Every operation ends by its time-out at the latest. */
    @Override
    protected synchronized void release() {
        while (!inFlight.isEmpty()) {
            inFlight.getFirst().await();
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
