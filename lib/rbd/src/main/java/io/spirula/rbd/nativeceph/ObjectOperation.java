package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.jna.LibRados;
import java.util.List;
import java.util.function.ToIntFunction;

/** One change of an object. */
final class ObjectOperation<T> extends RadosOperation<T> {

    private final List<ObjectChange> changes;
    private final Pointer operation;
    private boolean change;

    /**
     * @param objectEnd where the object ends, or the image within it
     */
    ObjectOperation(T tag, long object, List<ObjectChange> changes, long objectEnd) {
        super(tag, object);
        this.changes = changes;
        this.operation = LibRados.rados_create_write_op();
        changes.forEach(change -> add(change, objectEnd));
    }

    /** As librbd does it: zeroes up to the end are cut off, and an object without anything is removed. */
    private void add(ObjectChange change, long objectEnd) {
        if (change instanceof ObjectChange.Data data) {
            LibRados.rados_write_op_write(operation, NativeImage.address(data.bytes()), data.length(), data.offset());
        } else if (change.end() < objectEnd) {
            LibRados.rados_write_op_zero(operation, change.offset(), change.length());
        } else if (change.offset() > 0) {
            LibRados.rados_write_op_truncate(operation, change.offset());
        } else {
            LibRados.rados_write_op_remove(operation);
        }
    }

    @Override
    long bytes() {
        return changes.stream().mapToLong(ObjectChange::length).sum();
    }

    Pointer operation() {
        return operation;
    }

    /** Whether the change itself was begun; before, it waits for its mark in the object map. */
    boolean isChange() {
        return change;
    }

    @Override
    void start(ToIntFunction<Pointer> start) {
        change = true;
        super.start(start);
    }

    @Override
    void release() {
        super.release();
        LibRados.rados_release_write_op(operation);
    }
}
