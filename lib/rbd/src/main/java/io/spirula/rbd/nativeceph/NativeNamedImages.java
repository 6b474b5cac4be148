package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import io.spirula.rbd.jna.LibRbd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The calls of librbd that take names of images, in one pool and namespace. */
final class NativeNamedImages implements NamedImages {

    private static final int IMAGE_SPEC_BYTES = 16;
    private static final int TRASH_ENTRY_BYTES = 40;
    private static final byte[] TRASH = CText.of("rbd_trash");

    private final NativePool pool;

    NativeNamedImages(NativePool pool) {
        this.pool = pool;
    }

    @Override
    public List<ImageEntry> images() {
        return pool.call(() -> {
            var filled = Call.fill(
                    256,
                    IMAGE_SPEC_BYTES,
                    (specs, count) -> LibRbd.rbd_list2(pool.io(), specs, count),
                    "list images",
                    pool::describe);
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
        return pool.call(() -> {
            var filled = Call.fill(
                    64,
                    TRASH_ENTRY_BYTES,
                    (entries, count) -> LibRbd.rbd_trash_list(pool.io(), entries, count),
                    "list the trash",
                    pool::describe);
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
    public boolean hasSnapshots(String imageId) {
        try (NativeImage image = pool.openReadOnly(ImageLocator.byId(imageId))) {
            return !image.snapshots().list().isEmpty();
        }
    }

    @Override
    public void rename(String name, String newName) {
        pool.check(
                "rename image " + RbdNames.printable(name) + " to " + RbdNames.printable(newName),
                () -> LibRbd.rbd_rename(pool.io(), CText.of(name), CText.of(newName)));
    }

    /**
     * Makes the object that lists the trash unless it is there. A full cluster takes no new object, and librbd says then
     * that the image is not found: so it is made with each image, while there is room, and otherwise the refusal is told.
     */
    void prepareTrash(String operation) {
        pool.check(operation, () -> {
            Pointer making = LibRados.rados_create_write_op();
            try {
                LibRados.rados_write_op_create(making, 0, Pointer.NULL);
                return LibRados.rados_write_op_operate(making, pool.io(), TRASH, Pointer.NULL, 0);
            } finally {
                LibRados.rados_release_write_op(making);
            }
        });
    }

    @Override
    public void moveToTrash(String name, Duration deferment) {
        String operation = "move image " + RbdNames.printable(name) + " to the trash";
        prepareTrash(operation);
        pool.check(operation, () -> LibRbd.rbd_trash_move(pool.io(), CText.of(name), deferment.toSeconds()));
    }

    @Override
    public void takeFromTrash(String imageId, String name) {
        pool.check(
                "restore image " + imageId + " from the trash",
                () -> LibRbd.rbd_trash_restore(pool.io(), CText.of(imageId), CText.of(name)));
    }

    @Override
    public void purge(String imageId, ProgressListener progress) {
        purge(imageId, true, progress);
    }

    void purge(String imageId, boolean force, ProgressListener progress) {
        pool.check(
                "remove image " + imageId + " from the trash",
                () -> Progress.report(
                        progress,
                        arg -> LibRbd.rbd_trash_remove_with_progress(
                                pool.io(), CText.of(imageId), (byte) (force ? 1 : 0), Progress.CALLBACK, arg)));
    }

    @Override
    public String describe() {
        return pool.describe();
    }
}
