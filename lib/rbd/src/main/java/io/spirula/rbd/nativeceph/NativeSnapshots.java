package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.spirula.rbd.ImageSnapshots;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Snapshots by id over functions that mostly want names. */
final class NativeSnapshots implements ImageSnapshots {

    private static final int SNAP_INFO_BYTES = 24;
    private static final SnapshotKind[] KINDS = {
        SnapshotKind.USER, SnapshotKind.GROUP, SnapshotKind.TRASH, SnapshotKind.MIRROR
    };

    private final NativeImage image;

    NativeSnapshots(NativeImage image) {
        this.image = image;
    }

    @Override
    public List<Snapshot> list() {
        return image.call(() -> {
            var filled = Call.fill(64, SNAP_INFO_BYTES, this::listInto, "list snapshots", image::describe);
            var snapshots = new ArrayList<Snapshot>();
            try {
                for (int i = 0; i < filled.result(); i++) {
                    snapshots.add(snapshot(filled.buffer(), (long) i * SNAP_INFO_BYTES));
                }
            } finally {
                LibRbd.rbd_snap_list_end(filled.buffer());
            }
            snapshots.sort(Comparator.comparingLong(Snapshot::id));
            return List.copyOf(snapshots);
        });
    }

    private int listInto(Memory snapshots, LongByReference count) {
        var most = new IntByReference((int) count.getValue());
        int result = LibRbd.rbd_snap_list(image.pointer(), snapshots, most);
        count.setValue(most.getValue());
        return result;
    }

    /** {@code rbd_snap_info_t}: id, size, name. */
    private Snapshot snapshot(Memory snapshots, long at) {
        Pointer handle = image.pointer();
        long id = snapshots.getLong(at);
        var type = new IntByReference(-1);
        int typed = LibRbd.rbd_snap_get_namespace_type(handle, id, type);
        SnapshotKind kind = typed < 0 || type.getValue() < 0 || type.getValue() >= KINDS.length
                ? SnapshotKind.UNKNOWN
                : KINDS[type.getValue()];
        return new Snapshot(
                id, CText.pointedAt(snapshots, at + 16), snapshots.getLong(at + 8), kind, createdAt(handle, id));
    }

    /** The epoch if the snapshot went since it was listed: whoever uses it learns that then. */
    private static Instant createdAt(Pointer handle, long id) {
        var timespec = new Memory(16);
        return LibRbd.rbd_snap_get_timestamp(handle, id, timespec) < 0
                ? Instant.EPOCH
                : Instant.ofEpochSecond(timespec.getLong(0), timespec.getLong(8));
    }

    @Override
    public long create(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a snapshot needs a name");
        }
        byte[] text = CText.of(name);
        image.check(
                "create snapshot " + RbdNames.printable(name),
                handle -> Progress.report(
                        ProgressListener.SILENT,
                        arg -> LibRbd.rbd_snap_create2(
                                handle, text, LibRbd.SNAP_CREATE_SKIP_QUIESCE, Progress.CALLBACK, arg)));
        var id = new LongByReference();
        image.check(
                "ask for the id of snapshot " + RbdNames.printable(name),
                handle -> LibRbd.rbd_snap_get_id(handle, text, id));
        return id.getValue();
    }

    @Override
    public void remove(long snapshotId) {
        byte[] name = CText.of(userName(snapshotId));
        image.check("remove snapshot " + snapshotId, handle -> LibRbd.rbd_snap_remove(handle, name));
    }

    @Override
    public void rollback(long snapshotId, ProgressListener progress) {
        byte[] name = CText.of(userName(snapshotId));
        image.check(
                "roll back to snapshot " + snapshotId,
                handle -> Progress.report(
                        progress, arg -> LibRbd.rbd_snap_rollback_with_progress(handle, name, Progress.CALLBACK, arg)));
    }

    /** The name under which librbd knows the user snapshot of that id, and no other. */
    String userName(long snapshotId) {
        String name = image.call(() -> {
            var filled = Call.fill(
                    256,
                    1,
                    (text, length) -> LibRbd.rbd_snap_get_name(image.pointer(), snapshotId, text, length),
                    "find snapshot " + snapshotId,
                    image::describe);
            return CText.at(filled.buffer());
        });
        requireId(name, snapshotId);
        return name;
    }

    /** Refuses if the user snapshot of that name is another one or gone. */
    void requireId(String name, long snapshotId) {
        String operation = "find user snapshot " + snapshotId;
        var id = new LongByReference();
        image.check(operation, handle -> LibRbd.rbd_snap_get_id(handle, CText.of(name), id));
        if (id.getValue() != snapshotId) {
            throw RbdException.of(Call.ENOENT, operation, image.describe());
        }
    }
}
