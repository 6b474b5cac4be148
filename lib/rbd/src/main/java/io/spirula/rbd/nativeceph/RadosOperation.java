package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.jna.LibRados;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous operation on an object, from submission until it has ended.
 *
 * @param <T> what the caller tags it with
 */
abstract class RadosOperation<T> {

    private final T tag;
    private final long object;
    private @Nullable Pointer completion;
    private int refusal;

    RadosOperation(T tag, long object) {
        this.tag = tag;
        this.object = object;
    }

    T tag() {
        return tag;
    }

    long object() {
        return object;
    }

    /** How many it is about. */
    abstract long bytes();

    /** Starts it; where that is refused, it has ended at once. */
    void start(ToIntFunction<Pointer> start) {
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

    /** The result of what has ended, negative if it failed. */
    int result() {
        return completion == null ? refusal : LibRados.rados_aio_get_return_value(completion);
    }

    /** Frees it: it has ended, or was never begun. */
    void release() {
        if (completion != null) {
            LibRados.rados_aio_release(completion);
        }
    }
}
