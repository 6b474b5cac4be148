package io.spirula.rbd.memory;

import io.spirula.contracts.ImageId;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ExtentVisitor;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.UnsafeDiffException;
import io.spirula.rbd.Watcher;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.memory.ImageState.SnapshotState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An open image in memory. */
final class MemoryImage extends Handle implements RbdImage {

    static final int EROFS = 30;

    private final MemoryPool pool;
    private final ImageState state;
    private final String name;
    private final boolean readOnly;
    private final MemorySnapshots snapshots = new MemorySnapshots(this);
    private final MemoryMetadata metadata = new MemoryMetadata(this);
    private final MemoryLock lock = new MemoryLock(this);
    private final MemoryHeader header = new MemoryHeader(this);
    private @Nullable Long viewed;
    private @Nullable MemoryAioQueue<?> queue;
    private final List<MemoryObjectQueue<?>> objectQueues = new ArrayList<>();
    private final List<MemoryObjectReads<?>> objectReads = new ArrayList<>();
    private boolean passedBy;

    MemoryImage(MemoryPool pool, ImageState state, boolean readOnly) {
        super(pool);
        this.pool = pool;
        this.state = state;
        this.name = state.name;
        this.readOnly = readOnly;
    }

    @Override
    public MemoryPool pool() {
        return pool;
    }

    @Override
    public ImageId id() {
        return pool.identify(state.id);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ImageInfo info() {
        return guarded("look", () -> {
            long objectSize = 1L << state.spec.order();
            boolean striped = state.spec.stripeCount() > 1 || state.spec.stripeUnit() % objectSize != 0;
            ImageFeatures features = state.spec.features();
            return new ImageInfo(
                    content().size,
                    objectSize,
                    state.spec.stripeUnit() == 0 ? objectSize : state.spec.stripeUnit(),
                    Math.max(state.spec.stripeCount(), 1),
                    striped ? features.with(ImageFeature.STRIPINGV2) : features,
                    false,
                    false,
                    pool.poolId(),
                    "rbd_data." + state.id);
        });
    }

    @Override
    public long size() {
        return guarded("ask for the size", () -> content().size);
    }

    @Override
    public Optional<ParentSnapshot> parent() {
        return guarded("look", () -> Optional.ofNullable(state.parent));
    }

    @Override
    public MirrorRole mirrorRole() {
        return guarded("look", () -> state.mirrorRole);
    }

    @Override
    public MemorySnapshots snapshots() {
        return snapshots;
    }

    @Override
    public MemoryMetadata metadata() {
        return metadata;
    }

    @Override
    public MemoryLock lock() {
        return lock;
    }

    @Override
    public MemoryHeader header() {
        return header;
    }

    @Override
    public List<Watcher> watchers() {
        return guarded("list watchers", () -> {
            var watchers = new ArrayList<Watcher>();
            for (MemoryImage handle : state.watchers) {
                MemoryCluster client = handle.pool.cluster();
                watchers.add(new Watcher(client.address(), client.instanceId(), System.identityHashCode(handle)));
            }
            return List.copyOf(watchers);
        });
    }

    @Override
    public OptionalLong viewedSnapshot() {
        Long now = viewed;
        return now == null ? OptionalLong.empty() : OptionalLong.of(now);
    }

    @Override
    public void viewSnapshot(long snapshotId) {
        useAlone(() -> locked("view snapshot " + snapshotId, () -> {
            requireIdle();
            set(snapshotId);
            return true;
        }));
    }

    void set(long snapshotId) {
        if (!state.snapshots.containsKey(snapshotId)) {
            throw fail(MemoryCluster.ENOENT, "view snapshot " + snapshotId);
        }
        viewed = snapshotId;
    }

    @Override
    public void viewHead() {
        useAlone(() -> locked("view HEAD", () -> {
            requireIdle();
            viewed = null;
            return true;
        }));
    }

    private void requireIdle() {
        if (queue != null) {
            throw new IllegalStateException(describe() + " has an open I/O queue: close it first");
        }
    }

    @Override
    public void diff(DiffRequest request, ExtentVisitor visitor) {
        requireNotPassedBy("list differences");
        use(() -> {
            for (Extent extent : locked("list differences", () -> extents(request))) {
                visitor.visit(extent.offset(), extent.length(), extent.exists());
            }
            return true;
        });
    }

    private List<Extent> extents(DiffRequest request) {
        Long from = request.fromSnapshotId();
        long rangeEnd = Math.min(content().size, request.offset() + request.length());
        if (rangeEnd <= request.offset()) {
            return List.of();
        }
        boolean wholeObjects = request.granularity() == DiffRequest.Granularity.WHOLE_OBJECT;
        Content start = from == null ? null : fromContent(from);
        List<Content> after = from == null ? List.of() : state.momentsAfter(from, viewed);
        if (wholeObjects && start != null) {
            requireNoShrink(start, after);
        }
        if (wholeObjects && (start == null ? state.mapsLackObjects : state.mapsLackChanges)) {
            return List.of();
        }
        var clipped = new ArrayList<Extent>();
        for (Extent extent : new ContentDiff(start, after, content()).extents(request.includeParent(), wholeObjects)) {
            long first = Math.max(extent.offset(), request.offset());
            long last = Math.min(extent.offset() + extent.length(), rangeEnd);
            if (first < last) {
                clipped.add(new Extent(first, last - first, extent.exists()));
            }
        }
        return clipped;
    }

    private Content fromContent(long from) {
        SnapshotState start = state.snapshots.get(from);
        if (start == null || start.snapshot.kind() != SnapshotKind.USER) {
            throw fail(MemoryCluster.ENOENT, "find user snapshot " + from);
        }
        if (viewed != null && from > viewed) {
            throw fail(MemoryCluster.EINVAL, "list differences since " + from);
        }
        return start.content;
    }

    private void requireNoShrink(Content start, List<Content> after) {
        long size = start.size;
        for (Content moment : after) {
            if (moment.size < size) {
                throw new UnsafeDiffException(describe() + " shrank from " + size + " to " + moment.size
                        + " bytes: whole-object differences lose changes there, ask for exact ones");
            }
            size = moment.size;
        }
    }

    @Override
    public void resize(long newSize) {
        if (newSize < 0) {
            throw new IllegalArgumentException("image size must not be negative: " + newSize);
        }
        String operation = "resize to " + newSize + " bytes";
        use(() -> {
            requireNotPassedBy(operation);
            return locked(operation, () -> {
                requireWritable(operation);
                // who has the lock and keeps it does this for others
                lock.takeForWriting();
                state.headerVersion++;
                state.head = state.head.resized(newSize);
                return true;
            });
        });
    }

    @Override
    public void flush() {
        guarded("flush", () -> true);
    }

    @Override
    public void flatten(ProgressListener progress) {
        change("flatten", () -> {
            if (state.parent == null) {
                throw fail(MemoryCluster.EINVAL, "flatten");
            }
            Content flat = state.head.withParent(null);
            for (long object = 0; object * flat.objectSize < state.head.size; object++) {
                if (state.head.readsThrough(object)) {
                    byte[] bytes = state.head.read(object * flat.objectSize, (int)
                            Math.min(flat.objectSize, state.head.size - object * flat.objectSize));
                    flat.write(object * flat.objectSize, bytes);
                }
            }
            progress.advanced(1, 1);
            state.head = flat;
            pool.flattened(state);
        });
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        requireDirect(into);
        use(() -> {
            readNow(offset, into);
            return true;
        });
    }

    void readNow(long offset, ByteBuffer into) {
        requireNotPassedBy("read");
        byte[] bytes = locked("read", () -> {
            requireWithin("read", offset, into.remaining());
            return content().read(offset, into.remaining());
        });
        into.duplicate().put(bytes);
    }

    @Override
    public void write(long offset, ByteBuffer from) {
        requireDirect(from);
        use(() -> {
            writeNow(offset, from);
            return true;
        });
    }

    void writeNow(long offset, ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        changeNow("write", () -> {
            requireWithin("write", offset, bytes.length);
            state.head.write(offset, bytes);
        });
    }

    @Override
    public void writeZeroes(long offset, long length) {
        use(() -> {
            zeroNow(offset, length);
            return true;
        });
    }

    void zeroNow(long offset, long length) {
        changeNow("write zeroes", () -> {
            requireWithin("write zeroes", offset, length);
            state.head.zero(offset, length);
        });
    }

    void requireWithin(String verb, long offset, long length) {
        if (offset < 0 || length < 0 || offset > content().size - length) {
            throw fail(MemoryCluster.EINVAL, verb + " " + length + " bytes at " + offset + " of " + content().size);
        }
    }

    /** Does not reach the cluster: whether it can be done shows when it is done. */
    void checkRange(String verb, long offset, long length) {
        use(() -> {
            synchronized (pool.cluster().state()) {
                requireWithin(verb, offset, length);
            }
            return true;
        });
    }

    static void requireDirect(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("image I/O needs a direct buffer");
        }
    }

    @Override
    public <T> AioQueue<T> openAioQueue(int depth) {
        if (depth < 1 || depth > 1024) {
            throw new IllegalArgumentException("queue depth must be 1 to 1024: " + depth);
        }
        return use(() -> {
            synchronized (pool.cluster().state()) {
                requireIdle();
                var opened = new MemoryAioQueue<T>(this, depth);
                queue = opened;
                return opened;
            }
        });
    }

    @Override
    public <T> ObjectQueue<T> openObjectQueue(int depth) {
        if (depth < 1 || depth > 1024) {
            throw new IllegalArgumentException("queue depth must be 1 to 1024: " + depth);
        }
        ObjectQueue.requireOpenable(this, info());
        return use(() -> {
            synchronized (pool.cluster().state()) {
                requireIdle();
                var opened = new MemoryObjectQueue<T>(this, depth);
                objectQueues.add(opened);
                return opened;
            }
        });
    }

    @Override
    public <T> ObjectReads<T> openObjectReads(int depth) {
        if (depth < 1 || depth > 1024) {
            throw new IllegalArgumentException("queue depth must be 1 to 1024: " + depth);
        }
        ObjectReads.obstacle(this).ifPresent(why -> {
            throw new IllegalStateException("the objects of " + describe() + " are librbd's to read: " + why);
        });
        return use(() -> {
            synchronized (pool.cluster().state()) {
                var opened = new MemoryObjectReads<T>(this, viewedSnapshot().orElseThrow(), depth);
                objectReads.add(opened);
                return opened;
            }
        });
    }

    long sizeNow() {
        synchronized (pool.cluster().state()) {
            return state.head.size;
        }
    }

    /** From now on a handle of librbd would believe in objects and places that are not so any more. */
    void passedBy() {
        passedBy = true;
    }

    private void requireNotPassedBy(String verb) {
        if (passedBy && viewed == null) {
            throw new IllegalStateException(
                    "cannot " + verb + " through " + describe() + ": its objects were changed past it");
        }
    }

    /** As a RADOS client, to whom what a snapshot had is not there any more once it is gone. */
    byte[] readObject(long snapshotId, long offset, int length) {
        return locked("read an object", () -> {
            SnapshotState snapshot = state.snapshots.get(snapshotId);
            return snapshot == null ? new byte[length] : snapshot.content.read(offset, length);
        });
    }

    /** As a RADOS client that may not be shut out. */
    void changeObject(Consumer<Content> change) {
        locked("change an object", () -> {
            change.accept(state.head);
            return true;
        });
    }

    void closed(MemoryAioQueue<?> ended) {
        synchronized (pool.cluster().state()) {
            if (queue == ended) {
                queue = null;
            }
        }
    }

    ImageState state() {
        return state;
    }

    private Content content() {
        if (viewed == null) {
            return state.head;
        }
        SnapshotState snapshot = state.snapshots.get(viewed);
        if (snapshot == null) {
            throw fail(MemoryCluster.ENOENT, "look at snapshot " + viewed);
        }
        return snapshot.content;
    }

    void change(String operation, Runnable change) {
        use(() -> {
            changeNow(operation, change);
            return true;
        });
    }

    private void changeNow(String operation, Runnable change) {
        requireNotPassedBy(operation);
        locked(operation, () -> {
            requireWritable(operation);
            if (!lock.takeForWriting()) {
                throw fail(EROFS, operation);
            }
            change.run();
            return true;
        });
    }

    private void requireWritable(String operation) {
        if (readOnly || viewed != null) {
            throw fail(EROFS, operation);
        }
    }

    <T extends @Nullable Object> T guarded(String operation, Supplier<T> call) {
        return use(() -> locked(operation, call));
    }

    private <T extends @Nullable Object> T locked(String operation, Supplier<T> call) {
        return pool.cluster().locked(operation, call);
    }

    RbdException fail(int errno, String operation) {
        return RbdException.of(errno, operation, describe());
    }

    boolean isReadOnly() {
        return readOnly || viewed != null;
    }

    @Override
    public String describe() {
        return "image " + RbdNames.printable(name) + " (id " + state.id + ") in " + pool.describe();
    }

    @Override
    protected void release() {
        MemoryAioQueue<?> open = queue;
        if (open != null) {
            open.close();
        }
        objectQueues.forEach(MemoryObjectQueue::close);
        objectReads.forEach(MemoryObjectReads::close);
        synchronized (pool.cluster().state()) {
            state.watchers.remove(this);
            lock.letGo();
        }
    }

    @Override
    public void close() {
        closeOnce();
    }
}
