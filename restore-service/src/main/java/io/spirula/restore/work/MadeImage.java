package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.restore.command.Restore;
import java.util.List;
import java.util.Optional;

/**
 * The image that a restore makes, in the pool where it goes. It is marked as ours, and nobody's source, until right before
 * it gets its final name.
 */
final class MadeImage {

    private static final String OURS = "spirula.";
    private static final String ROLE = OURS + "role";
    private static final String RESTORE = OURS + "restore";

    private final RbdPool pool;
    private final Restore restore;

    MadeImage(RbdPool pool, Restore restore) {
        this.pool = pool;
        this.restore = restore;
    }

    /** Refuses when an image of the destination's name exists. */
    void requireFreeDestination() {
        if (named(restore.destination().name()).isPresent()) {
            throw destinationExists();
        }
    }

    private RestoreRefusedException destinationExists() {
        return new RestoreRefusedException(
                "DESTINATION_EXISTS",
                "image " + restore.destination() + " exists; choose another name, or remove it first");
    }

    /** Refuses when the temporary name belongs to an image that this restore did not make. */
    void requireFreeTemporaryName() {
        if (!restore.intended() && named(restore.temporaryName()).isPresent()) {
            throw new RestoreRefusedException(
                    "TEMPORARY_NAME_TAKEN",
                    "image " + restore.temporaryName() + " beside " + restore.destination()
                            + " exists and is not ours; remove or rename it and ask again");
        }
    }

    /** Removes what earlier attempts made and did not finish, also half removed, and nothing that has another name by now. */
    void discard() {
        if (!restore.intended()) {
            return;
        }
        ImageId recorded = restore.image();
        named(restore.temporaryName())
                .filter(id -> recorded == null || recorded.image().equals(id))
                .ifPresent(id -> pool.remove(id, ProgressListener.SILENT));
        pool.trash().stream()
                .filter(entry -> recorded != null && entry.id().equals(recorded.image()))
                .filter(entry -> entry.name().equals(restore.temporaryName()))
                .forEach(entry -> pool.trashRemove(entry.id(), true, ProgressListener.SILENT));
    }

    RbdImage open() {
        return pool.open(ImageLocator.byName(restore.temporaryName()));
    }

    void mark(RbdImage image) {
        image.metadata().set(ROLE, "restoring");
        image.metadata().set(RESTORE, restore.id().toString());
    }

    /** The present name of an image; empty when it is gone or in the trash. */
    Optional<String> nameOf(ImageId image) {
        return pool.images().stream()
                .filter(entry -> entry.id().equals(image.image()))
                .map(ImageEntry::name)
                .findFirst();
    }

    /** Takes our marks off and gives the image its name. Can be done again. */
    void putInPlace(ImageId image) {
        String name = nameOf(image)
                .orElseThrow(() -> new RestoreRefusedException(
                        "IMAGE_REMOVED",
                        "image " + restore.temporaryName() + " was removed by somebody before it became "
                                + restore.destination()));
        if (!name.equals(restore.temporaryName())) {
            return;
        }
        requireFreeDestination();
        unmark(image);
        try {
            pool.rename(image.image(), restore.destination().name());
        } catch (RbdAlreadyExistsException e) {
            throw destinationExists();
        }
    }

    private void unmark(ImageId image) {
        try (RbdImage opened = pool.open(ImageLocator.byId(image.image()))) {
            ours(opened).forEach(key -> opened.metadata().remove(key));
            if (!ours(opened).isEmpty()) {
                throw new IllegalStateException("image " + image + " keeps our marks " + ours(opened));
            }
        }
    }

    private static List<String> ours(RbdImage image) {
        return image.metadata().list().keySet().stream()
                .filter(key -> key.startsWith(OURS))
                .toList();
    }

    private Optional<String> named(String name) {
        return pool.images().stream()
                .filter(entry -> entry.name().equals(name))
                .map(ImageEntry::id)
                .findFirst();
    }
}
