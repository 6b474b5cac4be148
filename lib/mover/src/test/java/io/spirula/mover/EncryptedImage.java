package io.spirula.mover;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.sandbox.CephSandboxCluster;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An image as stock librbd shows it to whoever knows its passphrase: what its guest sees, without the header. */
final class EncryptedImage implements AutoCloseable {

    private static final int LUKS2 = 1;
    private static final int AES256 = 1;

    private final Pointer cluster;
    private final Pointer pool;
    private final Pointer image;

    /** {@code rados_t}, {@code rados_ioctx_t}. */
    interface LibRados extends Library {
        LibRados INSTANCE = Native.load("librados.so.2", LibRados.class);

        int rados_create(PointerByReference cluster, String user);

        int rados_conf_read_file(Pointer cluster, String path);

        int rados_conf_set(Pointer cluster, String option, String value);

        int rados_connect(Pointer cluster);

        int rados_ioctx_create(Pointer cluster, String pool, PointerByReference io);

        void rados_ioctx_destroy(Pointer io);

        void rados_shutdown(Pointer cluster);
    }

    /** {@code rbd_image_t}. */
    interface LibRbd extends Library {
        LibRbd INSTANCE = Native.load("librbd.so.1", LibRbd.class);

        int rbd_open(Pointer io, String name, PointerByReference image, @Nullable String snapshot);

        int rbd_encryption_load(Pointer image, int format, Luks options, long size);

        long rbd_read(Pointer image, long offset, long length, Memory into);

        long rbd_write(Pointer image, long offset, long length, Memory from);

        int rbd_close(Pointer image);
    }

    /** {@code rbd_encryption_luks2_format_options_t}. */
    @Structure.FieldOrder({"algorithm", "passphrase", "length"})
    public static final class Luks extends Structure {
        public int algorithm = AES256;
        public Pointer passphrase = Pointer.NULL;
        public long length;
    }

    private EncryptedImage(Pointer cluster, Pointer pool, Pointer image) {
        this.cluster = cluster;
        this.pool = pool;
        this.image = image;
    }

    /**
     * Opens an image of pool {@code rbd}.
     *
     * @param snapshot null for HEAD
     * @throws IllegalStateException if librbd refuses, say for another passphrase
     */
    static EncryptedImage open(CephSandboxCluster site, String name, @Nullable String snapshot, String passphrase) {
        var handle = new PointerByReference();
        done("rados_create", LibRados.INSTANCE.rados_create(handle, "admin"));
        Pointer cluster = handle.getValue();
        try {
            done(
                    "rados_conf_read_file",
                    LibRados.INSTANCE.rados_conf_read_file(cluster, site.conf().toString()));
            done(
                    "rados_conf_set",
                    LibRados.INSTANCE.rados_conf_set(
                            cluster, "keyring", site.adminKeyring().toString()));
            done("rados_connect", LibRados.INSTANCE.rados_connect(cluster));
            done("rados_ioctx_create", LibRados.INSTANCE.rados_ioctx_create(cluster, "rbd", handle));
            return open(cluster, handle.getValue(), name, snapshot, passphrase);
        } catch (IllegalStateException e) {
            LibRados.INSTANCE.rados_shutdown(cluster);
            throw e;
        }
    }

    private static EncryptedImage open(
            Pointer cluster, Pointer pool, String name, @Nullable String snapshot, String passphrase) {
        var handle = new PointerByReference();
        try {
            done("rbd_open", LibRbd.INSTANCE.rbd_open(pool, name, handle, snapshot));
            Pointer image = handle.getValue();
            try {
                load(image, passphrase);
            } catch (IllegalStateException e) {
                LibRbd.INSTANCE.rbd_close(image);
                throw e;
            }
            return new EncryptedImage(cluster, pool, image);
        } catch (IllegalStateException e) {
            LibRados.INSTANCE.rados_ioctx_destroy(pool);
            throw e;
        }
    }

    private static void load(Pointer image, String passphrase) {
        byte[] text = passphrase.getBytes(StandardCharsets.UTF_8);
        var options = new Luks();
        try (Memory memory = new Memory(text.length)) {
            memory.write(0, text, 0, text.length);
            options.passphrase = memory;
            options.length = text.length;
            done("rbd_encryption_load", LibRbd.INSTANCE.rbd_encryption_load(image, LUKS2, options, options.size()));
        }
    }

    private static void done(String call, long result) {
        if (result < 0) {
            throw new IllegalStateException(call + ": " + result);
        }
    }

    byte[] read(long offset, int length) {
        try (Memory memory = new Memory(length)) {
            done("rbd_read", LibRbd.INSTANCE.rbd_read(image, offset, length, memory));
            return memory.getByteArray(0, length);
        }
    }

    void write(long offset, byte[] bytes) {
        try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            done("rbd_write", LibRbd.INSTANCE.rbd_write(image, offset, bytes.length, memory));
        }
    }

    @Override
    public void close() {
        try {
            done("rbd_close", LibRbd.INSTANCE.rbd_close(image));
        } finally {
            LibRados.INSTANCE.rados_ioctx_destroy(pool);
            LibRados.INSTANCE.rados_shutdown(cluster);
        }
    }
}
