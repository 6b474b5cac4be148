package io.spirula.rbd.memory;

import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a cluster stores of an image, and who has it open. */
final class ImageState {

    final String id;
    final ImageSpec spec;
    String name;
    Content head;

    @Nullable
    ParentSnapshot parent;

    MirrorRole mirrorRole = MirrorRole.NONE;
    final TreeMap<Long, SnapshotState> snapshots = new TreeMap<>();
    final Map<String, String> metadata = new HashMap<>();
    final Set<MemoryImage> watchers = new LinkedHashSet<>();

    @Nullable
    MemoryImage lockHolder;

    boolean lockKept;
    long headerVersion = 1;
    boolean mapsLackChanges;
    boolean mapsLackObjects;

    /** The content's changes are those since the snapshot before. */
    static final class SnapshotState {
        final Content content;
        Snapshot snapshot;
        int clones;

        SnapshotState(Snapshot snapshot, Content content) {
            this.snapshot = snapshot;
            this.content = content;
        }
    }

    ImageState(String id, String name, ImageSpec spec, Content head) {
        this.id = id;
        this.name = name;
        this.spec = spec;
        this.head = head;
    }

    /** The moments after a snapshot up to another, or up to HEAD. */
    List<Content> momentsAfter(long fromSnapshot, @Nullable Long endSnapshot) {
        var moments = new ArrayList<Content>();
        snapshots.tailMap(fromSnapshot, false).forEach((id, state) -> {
            if (endSnapshot == null || id <= endSnapshot) {
                moments.add(state.content);
            }
        });
        if (endSnapshot == null) {
            moments.add(head);
        }
        return moments;
    }

    /** Snapshots share the very same bytes as long as nobody wrote them anew. */
    @SuppressWarnings("ReferenceEquality")
    void rot(long offset) {
        long object = offset / head.objectSize;
        int within = (int) (offset % head.objectSize);
        byte[] stored = head.objects.getOrDefault(object, new byte[0]);
        byte[] rotten = Arrays.copyOf(stored, Math.max(stored.length, within + 1));
        rotten[within] ^= 1;
        Stream.concat(Stream.of(head), snapshots.values().stream().map(snapshot -> snapshot.content))
                .filter(moment -> moment == head || moment.objects.get(object) == stored)
                .forEach(moment -> moment.objects.put(object, rotten));
    }

    void drop(long snapshotId) {
        SnapshotState gone = snapshots.remove(snapshotId);
        var next = snapshots.higherEntry(snapshotId);
        Content heir = next == null ? head : next.getValue().content;
        if (gone != null) {
            gone.content.changes.forEach(
                    (object, ranges) -> heir.changesOf(object).addAll(ranges));
        }
    }
}
