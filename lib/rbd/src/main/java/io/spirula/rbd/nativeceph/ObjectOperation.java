package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.jna.LibRados;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One change of an object, from submission until it has ended. */
final class ObjectOperation<T> {

    private final T tag;
    private final long object;
    private final List<ObjectChange> changes;
    private final Pointer operation;
    private @Nullable Pointer completion;
    private boolean change;
    private int refusal;

    /**
     * @param objectEnd where the object ends, or the image within it
     */
    ObjectOperation(T tag, long object, List<ObjectChange> changes, long objectEnd) {
        this.tag = tag;
        this.object = object;
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

    T tag() {
        return tag;
    }

    long object() {
        return object;
    }

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

    /** Starts the change; where that is refused, it has ended at once. */
    void start(ToIntFunction<Pointer> start) {
        change = true;
        var reference = new PointerByReference();
        int created = LibRados.rados_aio_create_completion2(null, null, reference);
        if (created < 0) {
            refused(created);
            return;
        }
        Pointer made = reference.getValue();
        int started = start.applyAsInt(made);
        if (started < 0) {
            LibRados.rados_aio_release(made);
            refused(started);
        } else {
            completion = made;
        }
    }

    /** It goes no further: that is its result. */
    void refused(int error) {
        refusal = error;
    }

    boolean hasEnded() {
        return refusal < 0 || (completion != null && LibRados.rados_aio_is_complete(completion) != 0);
    }

    /** The result of what has ended. */
    int result() {
        return completion == null ? refusal : LibRados.rados_aio_get_return_value(completion);
    }

    /** Frees it: it has ended, or was never begun. */
    void release() {
        if (completion != null) {
            LibRados.rados_aio_release(completion);
        }
        LibRados.rados_release_write_op(operation);
    }
}
