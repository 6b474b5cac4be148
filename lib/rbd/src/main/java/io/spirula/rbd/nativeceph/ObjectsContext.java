package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Io contexts for an image's objects. */
final class ObjectsContext {

    private static final byte[] CLASS = CText.of("rbd");
    private static final byte[] GET_SNAP_CONTEXT = CText.of("get_snapcontext");
    private static final int ANSWER_BYTES = 64 << 10;
    private static final byte[] NOTHING = {};

    private ObjectsContext() {}

    /** One for changes, which preserves all snapshots that the image has at that moment. */
    static Pointer open(NativeImage image, long dataPoolId) {
        Pointer io = create(image, dataPoolId);
        try {
            LibRados.rados_set_pool_full_try(io);
            preserveSnapshots(image, io);
            return io;
        } catch (RuntimeException | Error e) {
            image.pool().cluster().destroy(io);
            throw e;
        }
    }

    /** One that reads at a snapshot. */
    static Pointer at(NativeImage image, long dataPoolId, long snapshotId) {
        Pointer io = create(image, dataPoolId);
        LibRados.rados_ioctx_snap_set_read(io, snapshotId);
        return io;
    }

    /** One in the image's namespace of a pool. */
    static Pointer create(NativeImage image, long poolId) {
        var reference = new PointerByReference();
        Pointer cluster = image.pool().cluster().pointer();
        Call.check(LibRados.rados_ioctx_create2(cluster, poolId, reference), "open pool " + poolId, image::describe);
        Pointer io = reference.getValue();
        LibRados.rados_ioctx_set_namespace(io, CText.of(image.pool().namespace()));
        return io;
    }

    /** The name of the object that everything but data is kept at. */
    static byte[] headerOf(NativeImage image) {
        return CText.of("rbd_header." + image.id().image());
    }

    /** {@code SnapContext} (src/common/snap_types.h): the newest id ever, how many there are, their ids from new to old. */
    private static void preserveSnapshots(NativeImage image, Pointer io) {
        var answer = new Memory(ANSWER_BYTES);
        long length = Call.check(
                LibRados.rados_exec(
                        image.pool().io(), headerOf(image), CLASS, GET_SNAP_CONTEXT, NOTHING, 0, answer, answer.size()),
                "ask for the snapshots",
                image::describe);
        ByteBuffer context = answer.getByteBuffer(0, length).order(ByteOrder.LITTLE_ENDIAN);
        long newest = context.getLong();
        long[] snapshots = new long[context.getInt()];
        context.asLongBuffer().get(snapshots);
        Call.check(
                LibRados.rados_ioctx_selfmanaged_snap_set_write_ctx(io, newest, snapshots, snapshots.length),
                "preserve the snapshots",
                image::describe);
    }
}
