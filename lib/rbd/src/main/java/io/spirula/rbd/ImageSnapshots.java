package io.spirula.rbd;

import java.util.List;
import java.util.Optional;

/** The snapshots of an open image. Thread-safe. */
public interface ImageSnapshots {

    /** All snapshots of every kind, in rising order of ids. */
    List<Snapshot> list();

    /** The snapshot of that id, of any kind. */
    default Optional<Snapshot> find(long snapshotId) {
        return list().stream().filter(snapshot -> snapshot.id() == snapshotId).findFirst();
    }

    /** The user snapshot of that name. */
    default Optional<Snapshot> find(String name) {
        return list().stream()
                .filter(snapshot ->
                        snapshot.kind() == SnapshotKind.USER && snapshot.name().equals(name))
                .findFirst();
    }

    /**
     * Takes a user snapshot of HEAD without asking watchers to quiesce. After ETIMEDOUT it may or may not exist: look.
     *
     * @return its id
     * @throws RbdAlreadyExistsException if the name is taken
     */
    long create(String name);

    /**
     * Removes a user snapshot. One that has clones moves to the trash and goes with its last clone.
     *
     * @throws RbdNotFoundException if there is no user snapshot of that id
     * @throws RbdBusyException if it is protected
     */
    void remove(long snapshotId);

    /**
     * Makes HEAD equal to a user snapshot, size included. Nobody else may write meanwhile. A difference since that snapshot
     * may still name what was rolled back, though the bytes are the same again.
     */
    void rollback(long snapshotId, ProgressListener progress);
}
