package io.spirula.rbd.memory;

import io.spirula.rbd.ExclusiveLock;
import io.spirula.rbd.ImageFeature;
import java.util.List;

/** The exclusive lock of an image in memory: written to it is taken and given away freely, acquired it is kept. */
final class MemoryLock implements ExclusiveLock {

    private static final int EBUSY = 16;

    private final MemoryImage image;

    MemoryLock(MemoryImage image) {
        this.image = image;
    }

    /** False if another handle keeps the lock. Called within a locked call. */
    boolean takeForWriting() {
        ImageState state = image.state();
        if (!isLockable()) {
            return true;
        }
        if (state.lockHolder != image) {
            if (state.lockHolder != null && state.lockKept) {
                return false;
            }
            state.lockHolder = image;
            state.lockKept = false;
            state.headerVersion++;
        }
        return true;
    }

    @Override
    public void acquire() {
        image.guarded("acquire the lock", () -> {
            if (!isLockable()) {
                throw image.fail(MemoryCluster.EINVAL, "acquire the lock");
            }
            if (image.isReadOnly() || !takeForWriting()) {
                throw image.fail(MemoryImage.EROFS, "acquire the lock");
            }
            image.state().lockKept = true;
            return true;
        });
    }

    @Override
    public void release() {
        image.guarded("release the lock", () -> {
            letGo();
            return true;
        });
    }

    /** Called within a locked call. */
    void letGo() {
        ImageState state = image.state();
        if (state.lockHolder == image) {
            state.lockHolder = null;
            state.lockKept = false;
            state.headerVersion++;
        }
    }

    @Override
    public boolean isOwner() {
        return image.guarded("ask who has the lock", () -> image.state().lockHolder == image);
    }

    @Override
    public List<String> owners() {
        return image.guarded("ask who has the lock", () -> {
            MemoryImage holder = image.state().lockHolder;
            return holder == null ? List.of() : List.of(holder.pool().cluster().address());
        });
    }

    @Override
    public void breakLock(String owner) {
        image.guarded("break the lock of " + owner, () -> {
            ImageState state = image.state();
            MemoryImage holder = state.lockHolder;
            if (holder == null) {
                throw image.fail(MemoryCluster.ENOENT, "break the lock of " + owner);
            }
            if (!holder.pool().cluster().address().equals(owner)) {
                throw image.fail(EBUSY, "break the lock of " + owner);
            }
            image.pool().cluster().state().blocklist.add(owner);
            state.watchers.remove(holder);
            state.lockHolder = null;
            state.lockKept = false;
            state.headerVersion++;
            return true;
        });
    }

    private boolean isLockable() {
        return image.state().spec.features().contains(ImageFeature.EXCLUSIVE_LOCK);
    }
}
