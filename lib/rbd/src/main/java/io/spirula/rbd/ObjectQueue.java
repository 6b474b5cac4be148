package io.spirula.rbd;

import java.util.List;
import java.util.Optional;

/**
 * Changes of an image's data objects, past librbd: however many places of an object change, they are one RADOS operation,
 * which is done wholly or not at all. For images that are ours alone. Whoever fences the client instance fences these
 * operations, too. The object map on the cluster is kept up: an object is marked as written before it is.
 *
 * @param <T> what the caller tags operations with
 */
public interface ObjectQueue<T> extends CompletionQueue<T> {

    /** None of these changes how an object is written, but for the object map, which is kept up. */
    ImageFeatures KNOWN = ImageFeatures.DEFAULT
            .with(ImageFeature.STRIPINGV2)
            .with(ImageFeature.DATA_POOL)
            .with(ImageFeature.OPERATIONS);

    /** Below, there is little to gather in one operation and much to remember. */
    long LEAST_OBJECT_SIZE = 1 << 20;

    /**
     * Why the data objects of an image of that kind are not to be changed past librbd, for people; empty if they may be.
     *
     * @param parent what a clone reads through to
     */
    static Optional<String> obstacle(ImageInfo info, Optional<ParentSnapshot> parent) {
        ImageFeatures features = info.features();
        if (!features.contains(ImageFeature.EXCLUSIVE_LOCK)) {
            return Optional.of("it has no exclusive lock");
        }
        if (!KNOWN.covers(features)) {
            return Optional.of("it has features that librbd alone knows how to write with: bits " + features.bits());
        }
        if (info.stripeCount() != 1 || info.stripeUnit() != info.objectSize()) {
            return Optional.of("it is striped");
        }
        if (info.objectSize() < LEAST_OBJECT_SIZE) {
            return Optional.of("its objects have only " + info.objectSize() + " bytes");
        }
        if (info.objectMapInvalid()) {
            return Optional.of("its object map is invalid");
        }
        return parent.map(clone -> "it is a clone");
    }

    /**
     * Refuses images and handles that no queue is to be opened for.
     *
     * @throws IllegalStateException then
     */
    static void requireOpenable(RbdImage image, ImageInfo info) {
        if (image.viewedSnapshot().isPresent() || !image.lock().isOwner()) {
            throw new IllegalStateException("image " + image.id() + " must be at HEAD with its lock held");
        }
        obstacle(info, image.parent()).ifPresent(why -> {
            throw new IllegalStateException("the objects of image " + image.id() + " are librbd's to write: " + why);
        });
    }

    /**
     * Refuses changes that are not as {@link #submit} wants them.
     *
     * @param end where the object ends, or the image within it
     * @throws IllegalArgumentException then
     */
    static void requireOrdered(long object, List<ObjectChange> changes, long end) {
        long at = 0;
        for (ObjectChange change : changes) {
            if (change.offset() < at || change.length() < 1 || change.length() > end - change.offset()) {
                throw new IllegalArgumentException("change of " + change.length() + " bytes at " + change.offset()
                        + " of object " + object + " comes too early, is empty or passes the end at " + end);
            }
            at = change.end();
        }
        if (object < 0 || at == 0) {
            throw new IllegalArgumentException("no changes of object " + object);
        }
    }

    /** Of the data objects, in bytes. */
    long objectSize();

    /**
     * Starts to change an object. The result's offset is where the object starts in the image, its length how many bytes
     * were changed.
     *
     * @param object its number: the offset in the image divided by the object size
     * @param changes disjoint, in rising order, within the object and the image; at least one
     * @throws IllegalStateException if the queue is full
     * @throws IllegalArgumentException if the changes are not as described
     */
    void submit(long object, List<ObjectChange> changes, T tag);
}
