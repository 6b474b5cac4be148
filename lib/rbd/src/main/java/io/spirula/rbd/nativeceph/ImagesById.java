package io.spirula.rbd.nativeceph;

import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.TrashEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Acts on images by their ids where librbd takes names. Between look-up and act another image may have got the name: what
 * was done is looked at afterwards, undone if it hit the wrong image, and refused. Nothing is removed but by its id.
 */
final class ImagesById {

    /** So long nobody else's purge takes an image that was moved to the trash by mistake. */
    private static final Duration UNDISTURBED = Duration.ofHours(1);

    private final NamedImages named;

    ImagesById(NamedImages named) {
        this.named = named;
    }

    void rename(String imageId, String newName) {
        String name = nameOf(imageId);
        named.rename(name, newName);
        for (ImageEntry entry : named.images()) {
            if (entry.name().equals(newName) && !entry.id().equals(imageId)) {
                named.rename(newName, name);
                throw overtaken("rename image " + imageId + " to " + RbdNames.printable(newName), name, entry.id());
            }
        }
    }

    void trashMove(String imageId, Duration deferment) {
        moveToTrash(imageId, nameOf(imageId), deferment, "move image " + imageId + " to the trash");
    }

    /** Through the trash, whose entries have ids; from there, too, what an attempt that was cut short has left. */
    void remove(String imageId, ProgressListener progress) {
        if (isInTrash(imageId)) {
            named.purge(imageId, progress);
            return;
        }
        String operation = "remove image " + imageId;
        String name = nameOf(imageId);
        if (named.hasSnapshots(imageId)) {
            throw RbdException.of(Call.ENOTEMPTY, operation, named.describe());
        }
        moveToTrash(imageId, name, UNDISTURBED, operation);
        try {
            named.purge(imageId, progress);
        } catch (RbdException e) {
            putBack(imageId, name, e);
            throw e;
        }
    }

    /** Where it was, so that whoever hinders its removal can be seen at it. */
    private void putBack(String imageId, String name, RbdException why) {
        try {
            named.takeFromTrash(imageId, name);
        } catch (RbdException e) {
            why.addSuppressed(e);
        }
    }

    private void moveToTrash(String imageId, String name, Duration deferment, String operation) {
        Set<String> before = named.trash().stream().map(TrashEntry::id).collect(Collectors.toSet());
        named.moveToTrash(name, deferment);
        List<String> moved = named.trash().stream()
                .filter(entry -> entry.name().equals(name) && !before.contains(entry.id()))
                .map(TrashEntry::id)
                .toList();
        if (moved.contains(imageId)) {
            return;
        }
        if (moved.size() == 1) {
            named.takeFromTrash(moved.get(0), name);
        }
        throw overtaken(operation, name, String.join(", ", moved));
    }

    /** The present name of an image outside the trash. */
    String nameOf(String imageId) {
        return named.images().stream()
                .filter(image -> image.id().equals(imageId))
                .map(ImageEntry::name)
                .findFirst()
                .orElseThrow(() -> RbdException.of(Call.ENOENT, "find image " + imageId, named.describe()));
    }

    private boolean isInTrash(String imageId) {
        return named.trash().stream().anyMatch(entry -> entry.id().equals(imageId));
    }

    private RbdException overtaken(String operation, String name, String other) {
        return RbdException.of(
                Call.EBUSY,
                operation,
                named.describe() + ", where its name " + RbdNames.printable(name) + " went to image " + other
                        + " at that moment");
    }
}
