package io.spirula.rbd.nativeceph;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.jna.LibRados;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of objects, each after its mark in the object map. */
final class NativeObjectQueue<T> extends RadosQueue<T, ObjectOperation<T>> implements ObjectQueue<T> {

    private final NativeImage image;
    private final @Nullable ObjectMapMarks marks;

    NativeObjectQueue(NativeImage image, ImageInfo info, int depth) {
        super(image, info, ObjectsContext.open(image, info.dataPoolId()), AioOperation.CHANGE_OBJECT, depth);
        this.image = image;
        this.marks = info.features().contains(ImageFeature.OBJECT_MAP)
                ? new ObjectMapMarks(image.id().image(), image.pool().io())
                : null;
    }

    @Override
    public void submit(long object, List<ObjectChange> changes, T tag) {
        submit(() -> begin(object, List.copyOf(changes), tag));
    }

    private ObjectOperation<T> begin(long object, List<ObjectChange> changes, T tag) {
        long end = end(object);
        ObjectQueue.requireOrdered(object, changes, end);
        var operation = new ObjectOperation<>(tag, object, changes, end);
        if (marks == null || marks.has(object)) {
            change(operation);
        } else {
            marks.want(object);
        }
        return operation;
    }

    private void change(ObjectOperation<T> operation) {
        byte[] name = nameOf(operation.object());
        operation.start(completion ->
                LibRados.rados_aio_write_op_operate(operation.operation(), io(), completion, name, null, 0));
    }

    @Override
    void advance() {
        if (marks != null) {
            marks.advance();
        }
    }

    @Override
    boolean hasEnded(ObjectOperation<T> operation) {
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

    /** To remove what is not there is no failure. */
    @Override
    int result(ObjectOperation<T> operation) {
        int result = operation.result();
        return operation.isChange() && result == -Call.ENOENT ? 0 : result;
    }

    @Override
    String failed(ObjectOperation<T> operation) {
        return (operation.isChange() ? "change" : "mark") + " object " + operation.object();
    }

    @Override
    public String describe() {
        return "object queue of " + image.describe();
    }
}
