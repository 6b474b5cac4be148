package io.spirula.rbd.memory;

import io.spirula.rbd.ImageSnapshots;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.memory.ImageState.SnapshotState;
import java.util.List;

/** Snapshots of an image in memory. */
final class MemorySnapshots implements ImageSnapshots {

    private static final int EEXIST = 17;

    private final MemoryImage image;

    MemorySnapshots(MemoryImage image) {
        this.image = image;
    }

    @Override
    public List<Snapshot> list() {
        return image.guarded(
                "list snapshots",
                () -> image.state().snapshots.values().stream()
                        .map(state -> state.snapshot)
                        .toList());
    }

    @Override
    public long create(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a snapshot needs a name");
        }
        String operation = "create snapshot " + RbdNames.printable(name);
        return image.guarded(operation, () -> {
            requireWritable(operation);
            ImageState state = image.state();
            if (state.snapshots.values().stream()
                    .anyMatch(other -> other.snapshot.kind() == SnapshotKind.USER
                            && other.snapshot.name().equals(name))) {
                throw image.fail(EEXIST, operation);
            }
            long id = ++image.pool().pool().lastSnapshotId;
            var now = image.pool().cluster().ceph().clock().instant();
            var snapshot = new Snapshot(id, name, state.head.size, SnapshotKind.USER, now);
            state.snapshots.put(id, new SnapshotState(snapshot, state.head));
            state.headerVersion++;
            state.head = state.head.next();
            return id;
        });
    }

    private void requireWritable(String operation) {
        if (image.isReadOnly()) {
            throw image.fail(MemoryImage.EROFS, operation);
        }
    }

    @Override
    public void remove(long snapshotId) {
        String operation = "remove snapshot " + snapshotId;
        image.guarded(operation, () -> {
            requireWritable(operation);
            SnapshotState gone = user(snapshotId, operation);
            image.state().headerVersion++;
            if (gone.clones > 0) {
                Snapshot was = gone.snapshot;
                gone.snapshot = new Snapshot(was.id(), was.name(), was.size(), SnapshotKind.TRASH, was.createdAt());
            } else {
                image.state().drop(snapshotId);
            }
            return true;
        });
    }

    @Override
    public void rollback(long snapshotId, ProgressListener progress) {
        String operation = "roll back to snapshot " + snapshotId;
        image.change(operation, () -> {
            ImageState state = image.state();
            state.head = state.head.rolledBackTo(user(snapshotId, operation).content);
            progress.advanced(1, 1);
        });
    }

    private SnapshotState user(long snapshotId, String operation) {
        SnapshotState found = image.state().snapshots.get(snapshotId);
        if (found == null || found.snapshot.kind() != SnapshotKind.USER) {
            throw image.fail(MemoryCluster.ENOENT, operation);
        }
        return found;
    }
}
