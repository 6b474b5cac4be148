package io.spirula.restore.work;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.TrashEntry;
import io.spirula.restore.command.Restore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The image that a restore makes, in the pool where it goes. It is marked as ours, and nobody's source, until right before
 * it gets its final name; the mark that tells whose it is stays on it until its end was told ({@link NamedImage}), so
 * that this is known also where the records are older than the image. Before it has one, it has a name that tells that, and
 * nothing of its own.
 */
final class MadeImage {

    private static final String OURS = "spirula.";
    private static final String ROLE = OURS + "role";
    static final String RESTORE = OURS + "restore";
    private static final String WRITER = OURS + "writer";

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
        if (named(restore.temporaryName()).filter(id -> !isOurs(id)).isPresent()) {
            throw new RestoreRefusedException(
                    "TEMPORARY_NAME_TAKEN",
                    "image " + restore.temporaryName() + " beside " + restore.destination()
                            + " exists and is not ours; remove or rename it and ask again");
        }
    }

    /** Removes what earlier attempts made and did not finish, also half removed, and nothing that has another name by now. */
    void discard() {
        leftover().ifPresent(id -> pool.remove(id, ProgressListener.SILENT));
        halfRemoved().forEach(id -> pool.trashRemove(id, true, ProgressListener.SILENT));
    }

    /** Whether there is anything to discard. */
    boolean isLeftOver() {
        return leftover().isPresent() || !halfRemoved().isEmpty();
    }

    /** The client that made what is left over, by its mark, if it holds the lock: it may only be paused. */
    Optional<String> unrecordedWriter() {
        return leftover().flatMap(this::markedOwner);
    }

    private Optional<String> markedOwner(String id) {
        try (RbdImage image = pool.open(ImageLocator.byId(id))) {
            String writer = image.metadata().list().get(WRITER);
            return image.lock().owners().stream()
                    .filter(owner -> owner.equals(writer))
                    .findFirst();
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }

    private Optional<String> leftover() {
        return named(restore.temporaryName()).filter(this::isOurs);
    }

    private List<String> halfRemoved() {
        return pool.trash().stream()
                .filter(entry -> entry.name().equals(restore.temporaryName()))
                .map(TrashEntry::id)
                .filter(this::isProvenOurs)
                .toList();
    }

    private boolean isOurs(String id) {
        boolean unseen = restore.intended() && restore.image() == null;
        return unseen || isProvenOurs(id);
    }

    private boolean isProvenOurs(String id) {
        return isRecorded(id) || saysSo(id);
    }

    private boolean isRecorded(String id) {
        ImageId recorded = restore.image();
        return recorded != null && recorded.image().equals(id);
    }

    private boolean saysSo(String id) {
        try (RbdImage image = pool.openReadOnly(ImageLocator.byId(id))) {
            String mark = image.metadata().list().get(RESTORE);
            return mark == null ? isUntouched(image) : mark.equals(restore.id().toString());
        } catch (RbdNotFoundException e) {
            return false;
        }
    }

    /** As it is made: empty, or a clone of the very copy to which nothing was written. Anything else is not ours. */
    private boolean isUntouched(RbdImage image) {
        return image.snapshots().list().isEmpty()
                && (image.size() == 0 || (isCloneOfTheCopy(image) && hasNoData(image)));
    }

    private boolean isCloneOfTheCopy(RbdImage image) {
        LeaseGranted grant = restore.grant();
        if (grant == null || !grant.replica().image().fsid().equals(image.id().fsid())) {
            return false;
        }
        ImageId replica = grant.replica().image();
        return image.parent()
                .filter(new ParentSnapshot(
                        replica.pool(),
                        replica.namespace(),
                        replica.image(),
                        grant.replica().snapshotId())::equals)
                .isPresent();
    }

    private static boolean hasNoData(RbdImage image) {
        AtomicBoolean written = new AtomicBoolean();
        image.diff(
                new DiffRequest(null, 0, image.size(), false, DiffRequest.Granularity.WHOLE_OBJECT),
                (offset, length, exists) -> written.set(true));
        return !written.get();
    }

    RbdImage open() {
        return pool.open(ImageLocator.byName(restore.temporaryName()));
    }

    void mark(RbdImage image) {
        image.metadata().set(ROLE, "restoring");
        image.metadata().set(WRITER, pool.cluster().clientAddress());
        image.metadata().set(RESTORE, restore.id().toString());
    }

    /** The present name of an image; empty when it is gone or in the trash. */
    Optional<String> nameOf(ImageId image) {
        return pool.images().stream()
                .filter(entry -> entry.id().equals(image.image()))
                .map(ImageEntry::name)
                .findFirst();
    }

    /** Takes all but one of our marks off and gives the image its name. Can be done again. */
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
            needless(opened).forEach(key -> opened.metadata().remove(key));
            if (!needless(opened).isEmpty()) {
                throw new IllegalStateException("image " + image + " keeps our marks " + needless(opened));
            }
        }
    }

    /** A clone has those of the replica, too. */
    private static List<String> needless(RbdImage image) {
        return image.metadata().list().keySet().stream()
                .filter(key -> key.startsWith(OURS) && !key.equals(RESTORE))
                .toList();
    }

    private Optional<String> named(String name) {
        return pool.images().stream()
                .filter(entry -> entry.name().equals(name))
                .map(ImageEntry::id)
                .findFirst();
    }
}
