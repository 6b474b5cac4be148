package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.spirula.contracts.ImageId;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An io context. */
final class NativePool extends Handle implements RbdPool {

    private static final int IMAGE_SPEC_BYTES = 16;
    private static final int TRASH_ENTRY_BYTES = 40;

    private final NativeCluster cluster;
    private final Pointer io;
    private final long poolId;
    private final String poolName;
    private final String namespace;

    NativePool(NativeCluster cluster, Pointer io, long poolId, String poolName, String namespace) {
        super(cluster);
        this.cluster = cluster;
        this.io = io;
        this.poolId = poolId;
        this.poolName = poolName;
        this.namespace = namespace;
    }

    @Override
    public NativeCluster cluster() {
        return cluster;
    }

    @Override
    public long poolId() {
        return poolId;
    }

    @Override
    public String poolName() {
        return poolName;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public List<String> namespaces() {
        return use(() -> {
            var filled = Call.fill(
                    1024,
                    1,
                    (names, length) -> LibRbd.rbd_namespace_list(io, names, length),
                    "list namespaces",
                    this::describe);
            return CText.list(filled.buffer(), filled.length());
        });
    }

    @Override
    public void createNamespace(String name) {
        check("create namespace " + RbdNames.printable(name), () -> LibRbd.rbd_namespace_create(io, CText.of(name)));
    }

    @Override
    public void removeNamespace(String name) {
        check("remove namespace " + RbdNames.printable(name), () -> LibRbd.rbd_namespace_remove(io, CText.of(name)));
    }

    @Override
    public List<ImageEntry> images() {
        return use(() -> {
            var filled = Call.fill(
                    256,
                    IMAGE_SPEC_BYTES,
                    (specs, count) -> LibRbd.rbd_list2(io, specs, count),
                    "list images",
                    this::describe);
            var images = new ArrayList<ImageEntry>();
            for (long i = 0; i < filled.length(); i++) {
                images.add(new ImageEntry(
                        CText.pointedAt(filled.buffer(), i * IMAGE_SPEC_BYTES),
                        CText.pointedAt(filled.buffer(), i * IMAGE_SPEC_BYTES + 8)));
            }
            LibRbd.rbd_image_spec_list_cleanup(filled.buffer(), filled.length());
            return List.copyOf(images);
        });
    }

    @Override
    public List<TrashEntry> trash() {
        return use(() -> {
            var filled = Call.fill(
                    64,
                    TRASH_ENTRY_BYTES,
                    (entries, count) -> LibRbd.rbd_trash_list(io, entries, count),
                    "list the trash",
                    this::describe);
            var trash = new ArrayList<TrashEntry>();
            for (long i = 0; i < filled.length(); i++) {
                trash.add(trashEntry(filled.buffer(), i * TRASH_ENTRY_BYTES));
            }
            LibRbd.rbd_trash_list_cleanup(filled.buffer(), filled.length());
            return List.copyOf(trash);
        });
    }

    /** {@code rbd_trash_image_info_t}: id, name, source, deletion time, deferment end. */
    private static TrashEntry trashEntry(Memory entries, long at) {
        return new TrashEntry(
                CText.pointedAt(entries, at),
                CText.pointedAt(entries, at + 8),
                Instant.ofEpochSecond(entries.getLong(at + 24)),
                Instant.ofEpochSecond(entries.getLong(at + 32)));
    }

    @Override
    public void create(String name, ImageSpec spec) {
        String operation = "create image " + RbdNames.printable(name);
        requireName(name);
        use(() -> {
            try (var options = new ImageOptions(operation, this::describe)) {
                options.set(LibRbd.OPTION_ORDER, spec.order());
                options.set(LibRbd.OPTION_FEATURES, spec.features().bits());
                if (spec.stripeCount() > 0) {
                    options.set(LibRbd.OPTION_STRIPE_UNIT, spec.stripeUnit());
                    options.set(LibRbd.OPTION_STRIPE_COUNT, spec.stripeCount());
                }
                String dataPool = spec.dataPool();
                if (dataPool != null) {
                    options.set(LibRbd.OPTION_DATA_POOL, dataPool);
                }
                int result = LibRbd.rbd_create4(io, CText.of(name), spec.size(), options.pointer());
                return Call.check(result, operation, this::describe);
            }
        });
    }

    @Override
    public NativeImage open(ImageLocator image) {
        return adopt(() -> NativeImage.open(this, image, false));
    }

    @Override
    public RbdImage openSnapshot(ImageLocator image, long snapshotId) {
        NativeImage opened = open(image);
        try {
            opened.viewSnapshot(snapshotId);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public NativeImage openReadOnly(ImageLocator image) {
        return adopt(() -> NativeImage.open(this, image, true));
    }

    @Override
    public void remove(String imageId, ProgressListener progress) {
        byte[] name = CText.of(nameOf(imageId));
        check(
                "remove image " + imageId,
                () -> Progress.report(
                        progress, arg -> LibRbd.rbd_remove_with_progress(io, name, Progress.CALLBACK, arg)));
    }

    @Override
    public void rename(String imageId, String newName) {
        requireName(newName);
        byte[] name = CText.of(nameOf(imageId));
        check(
                "rename image " + imageId + " to " + RbdNames.printable(newName),
                () -> LibRbd.rbd_rename(io, name, CText.of(newName)));
    }

    @Override
    public void clone(ParentSnapshot parent, String childName, ImageFeatures features) {
        requireName(childName);
        new Cloning(this, parent).into(childName, features);
    }

    @Override
    public void trashMove(String imageId, Duration deferment) {
        byte[] name = CText.of(nameOf(imageId));
        check("move image " + imageId + " to the trash", () -> LibRbd.rbd_trash_move(io, name, deferment.toSeconds()));
    }

    @Override
    public void trashRestore(String imageId, String name) {
        requireName(name);
        check(
                "restore image " + imageId + " from the trash",
                () -> LibRbd.rbd_trash_restore(io, CText.of(imageId), CText.of(name)));
    }

    @Override
    public void trashRemove(String imageId, boolean force, ProgressListener progress) {
        check(
                "remove image " + imageId + " from the trash",
                () -> Progress.report(
                        progress,
                        arg -> LibRbd.rbd_trash_remove_with_progress(
                                io, CText.of(imageId), (byte) (force ? 1 : 0), Progress.CALLBACK, arg)));
    }

    /** The present name of an image outside the trash. */
    String nameOf(String imageId) {
        return images().stream()
                .filter(image -> image.id().equals(imageId))
                .map(ImageEntry::name)
                .findFirst()
                .orElseThrow(() -> RbdException.of(Call.ENOENT, "find image " + imageId, describe()));
    }

    Pointer io() {
        return io;
    }

    ImageId identify(String imageId) {
        return new ImageId(cluster.fsid(), poolId, namespace, imageId);
    }

    void check(String operation, Supplier<Integer> call) {
        use(() -> Call.check(call.get(), operation, this::describe));
    }

    private static void requireName(String name) {
        ImageLocator.byName(name);
    }

    /** A call on this handle by its collaborators. */
    <T extends @Nullable Object> T call(Supplier<T> call) {
        return use(call);
    }

    @Override
    public String describe() {
        return "pool " + RbdNames.printable(namespace.isEmpty() ? poolName : poolName + "/" + namespace) + " of "
                + cluster.describe();
    }

    @Override
    protected void release() {
        cluster.destroy(io);
    }

    @Override
    public void close() {
        closeOnce();
    }
}
