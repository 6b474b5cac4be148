package io.spirula.bench.tool;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.ceph.rbd.Rbd;
import com.ceph.rbd.RbdException;
import com.ceph.rbd.RbdImage;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.spirula.bench.world.BenchException;
import io.spirula.sandbox.CephSandboxCluster;
import java.util.Optional;

/**
 * The snapshots that rbd-mirror makes of an image at the target. Looking takes a millisecond; a start of the {@code rbd}
 * program would take a good part of a core away from what is measured.
 */
final class MirrorSnapshots implements AutoCloseable {

    /** {@code rbd_snap_mirror_namespace_t} on x86_64. */
    private static final int SIZE = 56;

    private static final int COMPLETE = 24;
    private static final int PRIMARY_SNAPSHOT = 40;

    /** Held, for a Rados that nobody refers to shuts its cluster down under open images. */
    private final Rados rados;

    private final IoCTX io;

    /**
     * One that is complete.
     *
     * @param id at the target
     * @param primary the snapshot at the source that it is to be equal to
     */
    record Complete(long id, long primary) {}

    private static final class LibRbd {
        static {
            Native.register(LibRbd.class, "librbd.so.1");
        }

        static native int rbd_snap_get_mirror_namespace(Pointer image, long snapshot, Memory namespace, long size);

        static native int rbd_snap_mirror_namespace_cleanup(Memory namespace, long size);
    }

    MirrorSnapshots(CephSandboxCluster cluster, String pool) {
        try {
            rados = new Rados("admin");
            rados.confReadFile(cluster.conf().toFile());
            rados.confSet("keyring", cluster.adminKeyring().toString());
            rados.confSet("admin_socket", "");
            rados.connect();
            io = rados.ioCtxCreate(pool);
        } catch (RadosException e) {
            throw new BenchException("cannot connect to " + cluster.name(), e);
        }
    }

    /** The newest complete one of an image; empty also while there is no such image. */
    Optional<Complete> newest(String imageName) {
        try {
            var rbd = new Rbd(io);
            var image = rbd.openReadOnly(imageName);
            try {
                return newest(image);
            } finally {
                rbd.close(image);
            }
        } catch (RbdException e) {
            return Optional.empty();
        }
    }

    private static Optional<Complete> newest(RbdImage image) throws RbdException {
        var newest = Optional.<Complete>empty();
        for (var snapshot : image.snapList()) {
            var namespace = new Memory(SIZE);
            namespace.clear();
            if (LibRbd.rbd_snap_get_mirror_namespace(image.getPointer(), snapshot.id, namespace, SIZE) < 0) {
                continue;
            }
            if (namespace.getByte(COMPLETE) != 0
                    && newest.map(known -> known.id() < snapshot.id).orElse(true)) {
                newest = Optional.of(new Complete(snapshot.id, namespace.getLong(PRIMARY_SNAPSHOT)));
            }
            LibRbd.rbd_snap_mirror_namespace_cleanup(namespace, SIZE);
        }
        return newest;
    }

    @Override
    public void close() {
        rados.ioCtxDestroy(io);
        rados.shutDown();
    }
}
