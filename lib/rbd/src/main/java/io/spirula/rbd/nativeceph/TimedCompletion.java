package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.jna.LibRbd;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/** Waits a limited time for an asynchronous call of librbd whose synchronous form may hang for ever. */
final class TimedCompletion {

    private static final long PAUSE_NANOS = 200_000;

    private TimedCompletion() {}

    /** The call's result; empty if it has not ended in time, in which case everything given to it must stay. */
    static OptionalLong await(Duration limit, ToIntFunction<Pointer> call) {
        var reference = new PointerByReference();
        int created = LibRbd.rbd_aio_create_completion(null, null, reference);
        if (created < 0) {
            return OptionalLong.of(created);
        }
        Pointer completion = reference.getValue();
        int started = call.applyAsInt(completion);
        if (started < 0) {
            LibRbd.rbd_aio_release(completion);
            return OptionalLong.of(started);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        while (LibRbd.rbd_aio_is_complete(completion) == 0) {
            if (System.nanoTime() - deadline > 0) {
                return OptionalLong.empty();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        long result = LibRbd.rbd_aio_get_return_value(completion);
        LibRbd.rbd_aio_release(completion);
        return OptionalLong.of(result);
    }
}
