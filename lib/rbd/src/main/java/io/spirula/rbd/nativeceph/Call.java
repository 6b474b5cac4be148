package io.spirula.rbd.nativeceph;

import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Memory;
import com.sun.jna.ptr.LongByReference;
import io.spirula.rbd.RbdException;
import java.util.function.Supplier;

/** What librados and librbd answer, as results or exceptions. */
final class Call {

    static final int EFBIG = 27;
    static final int ERANGE = 34;
    static final int EOVERFLOW = 75;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ENOENT = 2;
    static final int ENOTEMPTY = 39;
    static final int ETIMEDOUT = 110;

    private static final int ATTEMPTS = 8;

    private Call() {}

    /** The result, unless it is an error number. */
    static long check(long result, String operation, Supplier<String> object) {
        if (result < 0) {
            throw RbdException.of(Math.toIntExact(-result), operation, object.get());
        }
        return result;
    }

    static RbdException failed(RadosException cause, String operation, String object) {
        var failure = RbdException.of(Math.abs(cause.getReturnValue()), operation, object);
        failure.initCause(cause);
        return failure;
    }

    /** A call that fills a buffer, or answers ERANGE and how long the buffer must be. */
    @FunctionalInterface
    interface Sized {
        int into(Memory buffer, LongByReference length);
    }

    /** A filled buffer and the length that came with it. */
    record Filled(Memory buffer, long length, int result) {}

    /** Calls with a larger buffer until what is asked for fits: it may grow between two calls. */
    static Filled fill(long firstLength, long unit, Sized call, String operation, Supplier<String> object) {
        long length = firstLength;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var buffer = new Memory(Math.max(length, 1) * unit);
            buffer.clear();
            var needed = new LongByReference(length);
            int result = call.into(buffer, needed);
            if (result != -ERANGE) {
                check(result, operation, object);
                return new Filled(buffer, needed.getValue(), result);
            }
            length = Math.max(needed.getValue(), length * 2);
        }
        throw RbdException.of(ERANGE, operation, object.get());
    }
}
