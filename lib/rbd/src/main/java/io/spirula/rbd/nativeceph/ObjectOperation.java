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
    private boolean marking;

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

    /** Whether what is under way is not the change itself yet but the mark in the object map. */
    boolean isMarking() {
        return marking;
    }

    /** Starts what a completion then tells of; the result is that of the start. */
    int start(boolean mark, ToIntFunction<Pointer> start) {
        var reference = new PointerByReference();
        int created = LibRados.rados_aio_create_completion2(null, null, reference);
        if (created < 0) {
            return created;
        }
        Pointer made = reference.getValue();
        int started = start.applyAsInt(made);
        if (started < 0) {
            LibRados.rados_aio_release(made);
            return started;
        }
        completion = made;
        marking = mark;
        return started;
    }

    boolean hasEnded() {
        return completion == null || LibRados.rados_aio_is_complete(completion) != 0;
    }

    void await() {
        if (completion != null) {
            LibRados.rados_aio_wait_for_complete(completion);
        }
    }

    /** The result of what has ended; its completion is given back. */
    int result() {
        Pointer ended = completion;
        if (ended == null) {
            throw new IllegalStateException("nothing was started");
        }
        completion = null;
        int result = LibRados.rados_aio_get_return_value(ended);
        LibRados.rados_aio_release(ended);
        return result;
    }

    void release() {
        LibRados.rados_release_write_op(operation);
    }
}
