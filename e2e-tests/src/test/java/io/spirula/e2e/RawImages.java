package io.spirula.e2e;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Images of one cluster as the stock library sees them, in this process: thousands of programs started would be most of the
 * work of a test. Where no pool is named it is {@code rbd}. Nothing of Spirula's own data path is used. Safe to use from
 * several threads.
 */
final class RawImages implements AutoCloseable {

    private static final LibRbd RBD = Native.load("librbd.so.1", LibRbd.class);
    private static final int ENOENT = 2;
    private static final int ERANGE = 34;
    private static final int USER_SNAPSHOT = 0;
    private static final int CHUNK = 4 << 20;

    private final Rados cluster;
    private final Map<Place, IoCTX> places = new ConcurrentHashMap<>();

    /** What is read, as its size in bytes and the SHA-256 of all of it. */
    record Content(long size, String sha256) {}

    record Snapshot(long id, String name, long size) {}

    /** An image that has a name. */
    record Listed(String id, String name) {}

    interface LibRbd extends Library {

        int rbd_open_read_only(Pointer pool, String name, PointerByReference image, String snapshot);

        int rbd_open_by_id_read_only(Pointer pool, String id, PointerByReference image, String snapshot);

        int rbd_open_by_id(Pointer pool, String id, PointerByReference image, String snapshot);

        int rbd_list2(Pointer pool, Pointer images, LongByReference most);

        void rbd_image_spec_list_cleanup(Pointer images, long count);

        int rbd_close(Pointer image);

        int rbd_snap_set_by_id(Pointer image, long snapshot);

        int rbd_get_size(Pointer image, LongByReference size);

        long rbd_read(Pointer image, long offset, long length, Pointer buffer);

        long rbd_write(Pointer image, long offset, long length, Pointer buffer);

        int rbd_snap_list(Pointer image, Pointer snapshots, IntByReference most);

        void rbd_snap_list_end(Pointer snapshots);

        int rbd_snap_get_namespace_type(Pointer image, long snapshot, IntByReference type);

        int rbd_snap_remove(Pointer image, String snapshot);
    }

    /** A negative answer of librbd. */
    static final class Errno extends UncheckedIOException {

        private final int errno;

        Errno(String what, long answer) {
            super(new IOException(what + ": errno " + -answer));
            this.errno = (int) -answer;
        }

        int errno() {
            return errno;
        }
    }

    RawImages(Site site) {
        try {
            cluster = new Rados("admin");
            cluster.confReadFile(site.conf().toFile());
            cluster.confSet("rbd_cache", "false");
            cluster.connect();
        } catch (RadosException e) {
            throw new IllegalStateException("cannot connect to " + site.conf(), e);
        }
    }

    /** A snapshot's content; empty when the image or the snapshot is not there, or goes meanwhile. */
    Optional<Content> snapshot(String namespace, String imageId, long snapshot) {
        Optional<Optional<Content>> read = byId(
                namespace,
                imageId,
                image -> list(image).stream().anyMatch(found -> found.id() == snapshot)
                        ? Optional.of(read(image, snapshot))
                        : Optional.<Content>empty());
        // a snapshot that is removed while it is read reads as zeroes; ids are never used again
        return read.flatMap(content -> content)
                .filter(content -> snapshots(namespace, imageId).stream().anyMatch(found -> found.id() == snapshot));
    }

    /** What an image of this name holds now; empty when there is none. */
    Optional<Content> head(String namespace, String name) {
        return byName(ImageSpec.of(new Place("rbd", namespace), name), RawImages::content);
    }

    /** What an image or snapshot holds; it must be there. */
    Content content(ImageSpec spec) {
        return byName(spec, RawImages::content).orElseThrow(() -> missing(spec));
    }

    /** Those that people see, of an image that must be there. */
    List<Snapshot> snapshots(ImageSpec spec) {
        return byName(spec, RawImages::list).orElseThrow(() -> missing(spec));
    }

    /** The images of a place, in the order of their names: what is in the trash is not among them. */
    List<Listed> images(Place place) {
        for (long room = 64; ; room *= 2) {
            int entry = 2 * Native.POINTER_SIZE;
            Memory entries = new Memory(entry * room);
            LongByReference most = new LongByReference(room);
            int answer = RBD.rbd_list2(pool(place), entries, most);
            if (answer == -ERANGE) {
                continue;
            }
            check("list images of " + place, answer);
            long count = most.getValue();
            List<Listed> found = new ArrayList<>();
            for (long at = 0; at < count * entry; at += entry) {
                found.add(new Listed(
                        entries.getPointer(at).getString(0),
                        entries.getPointer(at + Native.POINTER_SIZE).getString(0)));
            }
            if (count > 0) {
                RBD.rbd_image_spec_list_cleanup(entries, count);
            }
            return found;
        }
    }

    /** Those that people see; none when there is no such image. */
    List<Snapshot> snapshots(String namespace, String imageId) {
        return byId(namespace, imageId, RawImages::list).orElse(List.of());
    }

    boolean exists(String namespace, String imageId) {
        return byId(namespace, imageId, image -> true).isPresent();
    }

    /** Overwrites some bytes of what an image holds now. */
    void write(String namespace, String imageId, long offset, byte[] data) {
        toWrite(namespace, imageId, image -> {
            Memory buffer = new Memory(data.length);
            buffer.write(0, data, 0, data.length);
            return check("write to " + imageId, RBD.rbd_write(image, offset, data.length, buffer));
        });
    }

    void removeSnapshot(String namespace, String imageId, String snapshot) {
        toWrite(
                namespace,
                imageId,
                image -> check("remove " + imageId + "@" + snapshot, RBD.rbd_snap_remove(image, snapshot)));
    }

    private void toWrite(String namespace, String imageId, Function<Pointer, Long> use) {
        PointerByReference image = new PointerByReference();
        int opened = RBD.rbd_open_by_id(pool(namespace), imageId, image, null);
        check("open " + imageId, opened);
        use(opened, "open " + imageId, image, use);
    }

    private <T> Optional<T> byName(ImageSpec spec, Function<Pointer, T> use) {
        PointerByReference image = new PointerByReference();
        int opened = RBD.rbd_open_read_only(pool(spec.place()), spec.image(), image, spec.snapshot());
        return use(opened, "open " + spec, image, use);
    }

    private static Errno missing(ImageSpec spec) {
        return new Errno("open " + spec, -ENOENT);
    }

    private <T> Optional<T> byId(String namespace, String imageId, Function<Pointer, T> use) {
        PointerByReference image = new PointerByReference();
        int opened = RBD.rbd_open_by_id_read_only(pool(namespace), imageId, image, null);
        return use(opened, "open " + imageId, image, use);
    }

    private static <T> Optional<T> use(int opened, String what, PointerByReference image, Function<Pointer, T> use) {
        if (opened == -ENOENT) {
            return Optional.empty();
        }
        check(what, opened);
        try {
            return Optional.of(use.apply(image.getValue()));
        } finally {
            RBD.rbd_close(image.getValue());
        }
    }

    private static Content read(Pointer image, long snapshot) {
        check("set snapshot " + snapshot, RBD.rbd_snap_set_by_id(image, snapshot));
        return content(image);
    }

    private static Content content(Pointer image) {
        LongByReference size = new LongByReference();
        check("size", RBD.rbd_get_size(image, size));
        MessageDigest digest = sha256();
        Memory buffer = new Memory(CHUNK);
        for (long offset = 0; offset < size.getValue(); ) {
            long length = Math.min(CHUNK, size.getValue() - offset);
            long read = check("read", RBD.rbd_read(image, offset, length, buffer));
            if (read == 0) {
                throw new IllegalStateException("nothing is read at " + offset + " of " + size.getValue());
            }
            ByteBuffer bytes = buffer.getByteBuffer(0, read);
            digest.update(bytes);
            offset += read;
        }
        return new Content(size.getValue(), HexFormat.of().formatHex(digest.digest()));
    }

    private static List<Snapshot> list(Pointer image) {
        int entry = 8 + 8 + Native.POINTER_SIZE;
        for (int room = 64; ; room *= 2) {
            Memory entries = new Memory((long) entry * room);
            IntByReference most = new IntByReference(room);
            int count = RBD.rbd_snap_list(image, entries, most);
            if (count == -ERANGE) {
                continue;
            }
            check("list snapshots", count);
            List<Snapshot> found = new ArrayList<>();
            for (long at = 0; at < (long) count * entry; at += entry) {
                long id = entries.getLong(at);
                IntByReference type = new IntByReference();
                check("kind of snapshot " + id, RBD.rbd_snap_get_namespace_type(image, id, type));
                if (type.getValue() == USER_SNAPSHOT) {
                    found.add(new Snapshot(id, entries.getPointer(at + 16).getString(0), entries.getLong(at + 8)));
                }
            }
            if (count > 0) {
                RBD.rbd_snap_list_end(entries);
            }
            return found;
        }
    }

    private Pointer pool(String namespace) {
        return pool(new Place("rbd", namespace));
    }

    private Pointer pool(Place place) {
        return places.computeIfAbsent(place, this::open).getPointer();
    }

    private IoCTX open(Place place) {
        try {
            IoCTX pool = cluster.ioCtxCreate(place.pool());
            RandomWriter.LibRados.INSTANCE.rados_ioctx_set_namespace(pool.getPointer(), place.namespace());
            return pool;
        } catch (RadosException e) {
            throw new IllegalStateException("cannot open " + place, e);
        }
    }

    private static void close(IoCTX pool) {
        try {
            pool.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long check(String what, long answer) {
        if (answer < 0) {
            throw new Errno(what, answer);
        }
        return answer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        places.values().forEach(RawImages::close);
        cluster.shutDown();
    }
}
