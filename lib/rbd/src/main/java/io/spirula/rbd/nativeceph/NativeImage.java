package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import io.spirula.contracts.ImageId;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.Errno;
import io.spirula.rbd.ExtentVisitor;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.Watcher;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open image. */
final class NativeImage extends Handle implements RbdImage {

    private static final Logger LOG = LoggerFactory.getLogger(NativeImage.class);

    private final NativePool pool;
    private final Pointer image;
    private final ImageId id;
    private final String name;
    private final NativeSnapshots snapshots = new NativeSnapshots(this);
    private final NativeMetadata metadata = new NativeMetadata(this);
    private final NativeLock lock = new NativeLock(this);
    private final NativeHeader header = new NativeHeader(this);
    private final AioChannel channel = new AioChannel(this);
    private volatile OptionalLong viewed = OptionalLong.empty();

    private NativeImage(NativePool pool, Pointer image, ImageId id, String name) {
        super(pool);
        this.pool = pool;
        this.image = image;
        this.id = id;
        this.name = name;
    }

    static NativeImage open(NativePool pool, ImageLocator locator, boolean readOnly) {
        Pointer image = ImageOpening.open(pool, locator, readOnly);
        String object = "an image of " + pool.describe();
        try {
            var id = new Memory(256);
            Call.check(LibRbd.rbd_get_id(image, id, id.size()), "ask for the id", () -> object);
            var name = Call.fill(
                    256,
                    1,
                    (text, length) -> LibRbd.rbd_get_name(image, text, length),
                    "ask for the name",
                    () -> object);
            return new NativeImage(pool, image, pool.identify(CText.at(id)), CText.at(name.buffer()));
        } catch (RuntimeException e) {
            ImageOpening.close(pool.cluster(), image);
            throw e;
        }
    }

    @Override
    public NativePool pool() {
        return pool;
    }

    @Override
    public ImageId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ImageInfo info() {
        return use(() -> ImageInspection.info(this));
    }

    @Override
    public long size() {
        return use(this::sizeNow);
    }

    /** Within a call only. */
    long sizeNow() {
        var size = new LongByReference();
        Call.check(LibRbd.rbd_get_size(image, size), "ask for the size", this::describe);
        return size.getValue();
    }

    @Override
    public Optional<ParentSnapshot> parent() {
        return use(() -> ImageInspection.parent(this));
    }

    @Override
    public MirrorRole mirrorRole() {
        return use(() -> ImageInspection.mirrorRole(this));
    }

    @Override
    public NativeSnapshots snapshots() {
        return snapshots;
    }

    @Override
    public NativeMetadata metadata() {
        return metadata;
    }

    @Override
    public NativeLock lock() {
        return lock;
    }

    @Override
    public NativeHeader header() {
        return header;
    }

    @Override
    public List<Watcher> watchers() {
        return use(() -> ImageInspection.watchers(this));
    }

    @Override
    public OptionalLong viewedSnapshot() {
        return viewed;
    }

    @Override
    public void viewSnapshot(long snapshotId) {
        useAlone(() -> {
            channel.requireIdle();
            Call.check(LibRbd.rbd_snap_set_by_id(image, snapshotId), "view snapshot " + snapshotId, this::describe);
            viewed = OptionalLong.of(snapshotId);
        });
    }

    @Override
    public void viewHead() {
        useAlone(() -> {
            channel.requireIdle();
            Call.check(LibRbd.rbd_snap_set(image, null), "view HEAD", this::describe);
            viewed = OptionalLong.empty();
        });
    }

    @Override
    public void diff(DiffRequest request, ExtentVisitor visitor) {
        new Difference(this, request).visit(visitor);
    }

    @Override
    public void resize(long newSize) {
        if (newSize < 0) {
            throw new IllegalArgumentException("image size must not be negative: " + newSize);
        }
        check(
                "resize to " + newSize + " bytes",
                handle -> Progress.report(
                        ProgressListener.SILENT,
                        arg -> LibRbd.rbd_resize2(handle, newSize, (byte) 1, Progress.CALLBACK, arg)));
    }

    @Override
    public void flush() {
        check("flush", LibRbd::rbd_flush);
    }

    @Override
    public void flatten(ProgressListener progress) {
        check(
                "flatten",
                handle -> Progress.report(
                        progress, arg -> LibRbd.rbd_flatten_with_progress(handle, Progress.CALLBACK, arg)));
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        transfer("read", offset, into.remaining(), handle -> {
            long read = LibRbd.rbd_read2(handle, offset, into.remaining(), address(into), 0);
            return read >= 0 && read < into.remaining() ? -Call.EINVAL : read;
        });
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        transfer(
                "write",
                offset,
                from.remaining(),
                handle -> LibRbd.rbd_write2(handle, offset, from.remaining(), address(from), 0));
    }

    @Override
    public void writeZeroes(long offset, long length) {
        transfer("write zeroes", offset, length, handle -> LibRbd.rbd_write_zeroes(handle, offset, length, 0, 0));
    }

    @Override
    public <T> AioQueue<T> openAioQueue(int depth) {
        return channel.open(depth);
    }

    @Override
    public <T> ObjectQueue<T> openObjectQueue(int depth) {
        AioChannel.requireDepth(depth);
        return adopt(() -> {
            channel.requireIdle();
            ImageInfo info = info();
            ObjectQueue.requireOpenable(this, info);
            return new NativeObjectQueue<T>(this, info, depth);
        });
    }

    @Override
    public <T> ObjectReads<T> openObjectReads(int depth) {
        AioChannel.requireDepth(depth);
        return adopt(() -> {
            ObjectReads.obstacle(this).ifPresent(why -> {
                throw new IllegalStateException("the objects of " + describe() + " are librbd's to read: " + why);
            });
            return new NativeObjectReads<T>(this, info(), viewed.orElseThrow(), depth);
        });
    }

    /** Where the buffer's remaining bytes are. */
    static Pointer address(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("image I/O needs a direct buffer");
        }
        return Native.getDirectBufferPointer(buffer).share(buffer.position());
    }

    /** librbd would silently clip a write at the end of the image. */
    void requireWithin(String verb, long offset, long length) {
        if (offset < 0 || length < 0 || offset > sizeNow() - length) {
            throw RbdException.of(
                    Call.EINVAL, verb + " " + length + " bytes at " + offset + " of " + sizeNow(), describe());
        }
    }

    private void transfer(String verb, long offset, long length, ToLongFunction<Pointer> call) {
        use(() -> {
            requireWithin(verb, offset, length);
            return length == 0
                    ? 0
                    : Call.check(call.applyAsLong(image), verb + " " + length + " bytes at " + offset, this::describe);
        });
    }

    int check(String operation, ToIntFunction<Pointer> call) {
        return use(() -> (int) Call.check(call.applyAsInt(image), operation, this::describe));
    }

    Pointer pointer() {
        return image;
    }

    /** A call on this handle by its collaborators. */
    <T extends @Nullable Object> T call(Supplier<T> call) {
        return use(call);
    }

    @Override
    public String describe() {
        return "image " + RbdNames.printable(name) + " (id " + id.image() + ") in " + pool.describe();
    }

    @Override
    protected void release() {
        try {
            channel.close();
        } catch (RbdException e) {
            LOG.warn("closing {} leaves I/O in flight", describe(), e);
        }
        int result = ImageOpening.close(pool.cluster(), image);
        if (result < 0) {
            LOG.warn("closing {} answered {}", describe(), Errno.of(-result));
        }
        channel.closeEvents();
    }

    @Override
    public void close() {
        closeOnce();
    }
}
