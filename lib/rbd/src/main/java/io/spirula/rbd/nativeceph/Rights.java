package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Finds out what a user may do by asking for it on objects that are not there: OSDs look at capabilities first, and then
 * there is nothing to do.
 */
final class Rights {

    private static final int EPERM = 1;
    private static final int EACCES = 13;

    private Rights() {}

    static boolean of(Pointer io, PoolRight right, Supplier<String> pool) {
        return switch (right) {
            case READ -> calls(io, "rbd_header.", "get_size", pool);
            case WATCH -> removes(io, "rbd_header.", pool);
            case SNAPSHOT ->
                calls(io, "rbd_header.", "snapshot_add", pool)
                        && calls(io, "rbd_object_map.", "object_map_snap_add", pool);
            case WRITE -> removes(io, "rbd_data.", pool) && removes(io, "rbd_id.", pool);
        };
    }

    private static boolean removes(Pointer io, String prefix, Supplier<String> pool) {
        int result = LibRados.rados_remove(io, CText.of(absent(prefix)));
        return granted(result, Call.ENOENT, "ask whether it may write " + prefix + "*", pool);
    }

    /** A method that finds nothing to work on, or that its arguments are missing. */
    private static boolean calls(Pointer io, String prefix, String method, Supplier<String> pool) {
        var output = new Memory(64);
        int result = LibRados.rados_exec(
                io, CText.of(absent(prefix)), CText.of("rbd"), CText.of(method), new byte[0], 0, output, output.size());
        if (result == -Call.EINVAL) {
            return true;
        }
        return granted(result, Call.ENOENT, "ask whether it may call " + method + " of " + prefix + "*", pool);
    }

    private static String absent(String prefix) {
        return prefix + "spirula-asks-" + UUID.randomUUID();
    }

    /** Whether it was tried, as {@code expected} says; any other answer but a refusal is an error. */
    static boolean granted(int result, int expected, String operation, Supplier<String> object) {
        if (result == -EPERM || result == -EACCES) {
            return false;
        }
        if (result != -expected) {
            Call.check(result, operation, object);
        }
        return true;
    }
}
