package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.contracts.ImageId;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import io.spirula.rbd.jna.LibRbd;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An io context. */
final class NativePool extends Handle implements RbdPool {

    private final NativeCluster cluster;
    private final Pointer io;
    private final long poolId;
    private final String poolName;
    private final String namespace;
    private final NativeNamedImages named = new NativeNamedImages(this);
    private final ImagesById byId = new ImagesById(named);

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
    public Set<String> applications() {
        return use(() -> {
            var filled = Call.fill(
                    256,
                    1,
                    (names, length) -> LibRados.rados_application_list(io, names, length),
                    "list applications",
                    this::describe);
            return Set.copyOf(CText.list(filled.buffer(), filled.length()));
        });
    }

    @Override
    public boolean may(PoolRight right) {
        return use(() -> Rights.of(io, right, this::describe));
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
        return named.images();
    }

    @Override
    public List<TrashEntry> trash() {
        return named.trash();
    }

    @Override
    public void create(String name, ImageSpec spec) {
        String operation = "create image " + RbdNames.printable(name);
        requireName(name);
        named.prepareTrash(operation);
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
        byId.remove(imageId, progress);
    }

    @Override
    public void rename(String imageId, String newName) {
        requireName(newName);
        byId.rename(imageId, newName);
    }

    @Override
    public void clone(ParentSnapshot parent, String childName, ImageFeatures features) {
        requireName(childName);
        new Cloning(this, parent).into(childName, features);
    }

    @Override
    public void trashMove(String imageId, Duration deferment) {
        byId.trashMove(imageId, deferment);
    }

    @Override
    public void trashRestore(String imageId, String name) {
        requireName(name);
        named.takeFromTrash(imageId, name);
    }

    @Override
    public void trashRemove(String imageId, boolean force, ProgressListener progress) {
        named.purge(imageId, force, progress);
    }

    String nameOf(String imageId) {
        return byId.nameOf(imageId);
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
