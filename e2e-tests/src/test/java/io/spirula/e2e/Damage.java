package io.spirula.e2e;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a test took away with its own hands, noted before it did so: nothing else may ever be called lost. Thread-safe. */
final class Damage {

    private final Set<SnapshotKey> snapshots = ConcurrentHashMap.newKeySet();
    private final Set<String> images = ConcurrentHashMap.newKeySet();

    void removes(SnapshotKey snapshot) {
        snapshots.add(snapshot);
    }

    void deletes(SnapshotKey.Image image) {
        images.add(image.toString());
    }

    boolean did(SnapshotKey snapshot) {
        return snapshots.contains(snapshot) || images.contains(snapshot.image().toString());
    }
}
