package io.spirula.rbd.memory;

import io.spirula.contracts.ImageId;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.memory.ClusterState.NamespaceState;
import io.spirula.rbd.memory.ClusterState.PoolState;
import io.spirula.rbd.memory.ClusterState.TrashedImage;
import io.spirula.rbd.memory.ImageState.SnapshotState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A namespace of a pool in memory. */
final class MemoryPool extends Handle implements RbdPool {

    private static final int EPERM = 1;
    private static final int EBUSY = 16;
    private static final int EEXIST = 17;
    private static final int ENOTEMPTY = 39;

    private final MemoryCluster cluster;
    private final PoolState pool;
    private final String namespace;

    MemoryPool(MemoryCluster cluster, PoolState pool, String namespace) {
        super(cluster);
        this.cluster = cluster;
        this.pool = pool;
        this.namespace = namespace;
    }

    @Override
    public MemoryCluster cluster() {
        return cluster;
    }

    @Override
    public long poolId() {
        return pool.id;
    }

    @Override
    public String poolName() {
        return pool.name;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public Set<String> applications() {
        return use(() -> {
            synchronized (cluster.state()) {
                return pool.applications;
            }
        });
    }

    @Override
    public boolean may(PoolRight right) {
        return use(() -> cluster.locked(
                "ask for a right", () -> !pool.closed && pool.rights.stream().anyMatch(held -> held.includes(right))));
    }

    @Override
    public List<String> namespaces() {
        return guarded(
                "list namespaces",
                () -> pool.namespaces.keySet().stream()
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    @Override
    public void createNamespace(String name) {
        String operation = "create namespace " + RbdNames.printable(name);
        guarded(operation, () -> {
            if (pool.namespaces.containsKey(name)) {
                throw fail(EEXIST, operation);
            }
            return pool.namespaces.put(name, new NamespaceState());
        });
    }

    @Override
    public void removeNamespace(String name) {
        String operation = "remove namespace " + RbdNames.printable(name);
        guarded(operation, () -> {
            NamespaceState state = pool.namespaces.get(name);
            if (state == null || name.isEmpty()) {
                throw fail(MemoryCluster.ENOENT, operation);
            }
            if (!state.images.isEmpty() || !state.trash.isEmpty()) {
                throw fail(EBUSY, operation);
            }
            return pool.namespaces.remove(name);
        });
    }

    @Override
    public List<ImageEntry> images() {
        return guarded(
                "list images",
                () -> state("list images").images.values().stream()
                        .map(image -> new ImageEntry(image.id, image.name))
                        .toList());
    }

    @Override
    public List<TrashEntry> trash() {
        return guarded(
                "list the trash",
                () -> state("list the trash").trash.values().stream()
                        .map(entry ->
                                new TrashEntry(entry.image().id, entry.name(), entry.deletedAt(), entry.defermentEnd()))
                        .toList());
    }

    @Override
    public void create(String name, ImageSpec spec) {
        ImageLocator.byName(name);
        String operation = "create image " + RbdNames.printable(name);
        guarded(operation, () -> {
            requireFree(name, operation);
            var head = new Content(spec.size(), 1L << spec.order(), null, Map.of());
            return add(operation, new ImageState(cluster.state().nextImageId(), name, spec, head));
        });
    }

    private ImageState add(String operation, ImageState image) {
        state(operation).images.put(image.id, image);
        return image;
    }

    @Override
    public RbdImage open(ImageLocator image) {
        return openAt(image, null, false);
    }

    @Override
    public RbdImage openSnapshot(ImageLocator image, long snapshotId) {
        return openAt(image, snapshotId, false);
    }

    @Override
    public RbdImage openReadOnly(ImageLocator image) {
        return openAt(image, null, true);
    }

    private RbdImage openAt(ImageLocator locator, @Nullable Long snapshotId, boolean readOnly) {
        String operation = "open " + locator;
        return adopt(() -> cluster.locked(operation, () -> {
            ImageState image = find(locator).orElseThrow(() -> fail(MemoryCluster.ENOENT, operation));
            var opened = new MemoryImage(this, image, readOnly);
            if (snapshotId != null) {
                opened.set(snapshotId);
            }
            if (!readOnly) {
                image.watchers.add(opened);
            }
            return opened;
        }));
    }

    private Optional<ImageState> find(ImageLocator locator) {
        NamespaceState state = state("open");
        if (locator instanceof ImageLocator.ByName named) {
            return state.images.values().stream()
                    .filter(image -> image.name.equals(named.name()))
                    .findFirst();
        }
        String id = ((ImageLocator.ById) locator).id();
        return Optional.ofNullable(state.images.get(id))
                .or(() -> Optional.ofNullable(state.trash.get(id)).map(TrashedImage::image));
    }

    @Override
    public void remove(String imageId, ProgressListener progress) {
        String operation = "remove image " + imageId;
        guarded(operation, () -> {
            TrashedImage cutShort = state(operation).trash.get(imageId);
            if (cutShort != null) {
                requireUnused(cutShort.image(), operation);
                state(operation).trash.remove(imageId);
                orphan(cutShort.image());
                progress.advanced(1, 1);
                return cutShort.image();
            }
            requireUnused(image(imageId, operation), operation);
            ImageState gone = state(operation).images.remove(imageId);
            orphan(gone);
            progress.advanced(1, 1);
            return gone;
        });
    }

    private void requireUnused(ImageState image, String operation) {
        if (!image.snapshots.isEmpty()) {
            throw fail(ENOTEMPTY, operation);
        }
        if (!image.watchers.isEmpty()) {
            throw fail(EBUSY, operation);
        }
    }

    /** Its parent's snapshot loses a clone. */
    private void orphan(ImageState clone) {
        ParentSnapshot parent = clone.parent;
        if (parent == null) {
            return;
        }
        ImageState of = cluster.state()
                .pools
                .get(parent.poolId())
                .namespaces
                .get(parent.namespace())
                .images
                .get(parent.imageId());
        SnapshotState snapshot = of == null ? null : of.snapshots.get(parent.snapshotId());
        if (of != null
                && snapshot != null
                && --snapshot.clones == 0
                && snapshot.snapshot.kind() == SnapshotKind.TRASH) {
            of.drop(parent.snapshotId());
        }
    }

    void flattened(ImageState clone) {
        orphan(clone);
        clone.parent = null;
    }

    @Override
    public void rename(String imageId, String newName) {
        ImageLocator.byName(newName);
        String operation = "rename image " + imageId + " to " + RbdNames.printable(newName);
        guarded(operation, () -> {
            ImageState image = image(imageId, operation);
            requireFree(newName, operation);
            image.name = newName;
            return image;
        });
    }

    @Override
    public void clone(ParentSnapshot parent, String childName, ImageFeatures features) {
        ImageLocator.byName(childName);
        String operation = "clone snapshot " + parent.snapshotId() + " of image " + parent.imageId() + " to "
                + RbdNames.printable(childName);
        guarded(operation, () -> {
            requireFree(childName, operation);
            ImageState of = Optional.ofNullable(cluster.state().pools.get(parent.poolId()))
                    .map(candidate -> candidate.namespaces.get(parent.namespace()))
                    .map(candidate -> candidate.images.get(parent.imageId()))
                    .orElseThrow(() -> fail(MemoryCluster.ENOENT, operation));
            SnapshotState snapshot = of.snapshots.get(parent.snapshotId());
            if (snapshot == null || snapshot.snapshot.kind() != SnapshotKind.USER) {
                throw fail(MemoryCluster.ENOENT, operation);
            }
            snapshot.clones++;
            long size = snapshot.content.size;
            var head = new Content(
                    size, snapshot.content.objectSize, new Content.Parent(snapshot.content, size), Map.of());
            var spec = new ImageSpec(size, of.spec.order(), features, 0, 0, null);
            var child = new ImageState(cluster.state().nextImageId(), childName, spec, head);
            child.parent = parent;
            child.metadata.putAll(of.metadata);
            return add(operation, child);
        });
    }

    @Override
    public void trashMove(String imageId, Duration deferment) {
        String operation = "move image " + imageId + " to the trash";
        guarded(operation, () -> {
            ImageState image = image(imageId, operation);
            Instant now = cluster.ceph().clock().instant();
            state(operation).images.remove(imageId);
            return state(operation).trash.put(imageId, new TrashedImage(image, image.name, now, now.plus(deferment)));
        });
    }

    @Override
    public void trashRestore(String imageId, String name) {
        ImageLocator.byName(name);
        String operation = "restore image " + imageId + " from the trash";
        guarded(operation, () -> {
            ImageState image = trashed(imageId, operation).image();
            requireFree(name, operation);
            state(operation).trash.remove(imageId);
            image.name = name;
            return add(operation, image);
        });
    }

    @Override
    public void trashRemove(String imageId, boolean force, ProgressListener progress) {
        String operation = "remove image " + imageId + " from the trash";
        guarded(operation, () -> {
            TrashedImage entry = trashed(imageId, operation);
            if (!force && entry.defermentEnd().isAfter(cluster.ceph().clock().instant())) {
                throw fail(1, operation);
            }
            requireUnused(entry.image(), operation);
            state(operation).trash.remove(imageId);
            orphan(entry.image());
            return entry;
        });
    }

    private TrashedImage trashed(String imageId, String operation) {
        TrashedImage entry = state(operation).trash.get(imageId);
        if (entry == null) {
            throw fail(MemoryCluster.ENOENT, operation);
        }
        return entry;
    }

    private ImageState image(String imageId, String operation) {
        ImageState image = state(operation).images.get(imageId);
        if (image == null) {
            throw fail(MemoryCluster.ENOENT, operation);
        }
        return image;
    }

    private void requireFree(String name, String operation) {
        if (state(operation).images.values().stream().anyMatch(image -> image.name.equals(name))) {
            throw fail(EEXIST, operation);
        }
    }

    private NamespaceState state(String operation) {
        NamespaceState state = pool.namespaces.get(namespace);
        if (state == null) {
            throw fail(MemoryCluster.ENOENT, operation);
        }
        return state;
    }

    PoolState pool() {
        return pool;
    }

    ImageId identify(String imageId) {
        return new ImageId(cluster.state().fsid, pool.id, namespace, imageId);
    }

    private RbdException fail(int errno, String operation) {
        return RbdException.of(errno, operation, describe());
    }

    private <T extends @Nullable Object> T guarded(String operation, Supplier<T> call) {
        return use(() -> cluster.locked(operation, () -> {
            if (pool.closed) {
                throw fail(EPERM, operation);
            }
            return call.get();
        }));
    }

    @Override
    public String describe() {
        return "pool " + (namespace.isEmpty() ? pool.name : pool.name + "/" + namespace) + " of " + cluster.describe();
    }

    @Override
    protected void release() {}

    @Override
    public void close() {
        closeOnce();
    }
}
