package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.spirula.rbd.ImageHeader;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.util.OptionalLong;

/** The header object; its version is {@code user_version} of its {@code object_info_t} (src/osd/osd_types.h). */
final class NativeHeader implements ImageHeader {

    /** One that nothing else knows: librbd keeps what it keeps in the omap, and its lock in "lock.rbd_lock". */
    private static final byte[] ATTRIBUTE = CText.of("spirula.touched");

    private static final byte[] VALUE = {1};

    private final NativeImage image;

    NativeHeader(NativeImage image) {
        this.image = image;
    }

    @Override
    public long version() {
        return image.call(() -> {
            Pointer io = context();
            try {
                int result = LibRados.rados_stat(io, name(), new LongByReference(), new LongByReference());
                return lastVersion(io, result, "ask for the header's version");
            } finally {
                image.pool().cluster().destroy(io);
            }
        });
    }

    @Override
    public OptionalLong touchIf(long version) {
        return image.call(() -> {
            Pointer io = context();
            Pointer operation = LibRados.rados_create_write_op();
            try {
                LibRados.rados_set_pool_full_try(io);
                LibRados.rados_write_op_assert_exists(operation);
                LibRados.rados_write_op_assert_version(operation, version);
                LibRados.rados_write_op_setxattr(operation, ATTRIBUTE, VALUE, VALUE.length);
                int result = LibRados.rados_write_op_operate(operation, io, name(), Pointer.NULL, 0);
                return result == -Call.ERANGE || result == -Call.EOVERFLOW
                        ? OptionalLong.empty()
                        : OptionalLong.of(lastVersion(io, result, "touch the header"));
            } finally {
                LibRados.rados_release_write_op(operation);
                image.pool().cluster().destroy(io);
            }
        });
    }

    private long lastVersion(Pointer io, int result, String operation) {
        Call.check(result, operation, image::describe);
        return LibRados.rados_get_last_version(io);
    }

    /** One for each call: what was the last version, a context remembers for whoever uses it. */
    private Pointer context() {
        return ObjectsContext.create(image, image.id().pool());
    }

    private byte[] name() {
        return ObjectsContext.headerOf(image);
    }
}
