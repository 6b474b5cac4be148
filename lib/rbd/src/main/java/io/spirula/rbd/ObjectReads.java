package io.spirula.rbd;

import java.util.List;
import java.util.Optional;

/**
 * Reads of an image's data objects at a snapshot, past librbd: however many places of an object, they are one RADOS
 * operation. What the snapshot does not have reads as zeroes, as it does once the snapshot is gone: whoever reads makes sure
 * afterwards that it is still there. All that is asked for travels, zeroes too: for large ranges librbd is better, which
 * asks for what is allocated.
 *
 * @param <T> what the caller tags operations with
 */
public interface ObjectReads<T> extends CompletionQueue<T> {

    /** None of these changes where the bytes of an image are. */
    ImageFeatures KNOWN = ObjectQueue.KNOWN.with(ImageFeature.JOURNALING).with(ImageFeature.NON_PRIMARY);

    /** Why the data objects of an image are not to be read past librbd, for people; empty if they may be. */
    static Optional<String> obstacle(RbdImage image) {
        ImageInfo info = image.info();
        if (image.viewedSnapshot().isEmpty()) {
            return Optional.of("it is at HEAD, which changes");
        }
        if (!KNOWN.covers(info.features())) {
            return Optional.of("it has features that librbd alone knows how to read with: bits "
                    + info.features().bits());
        }
        if (info.stripeCount() != 1 || info.stripeUnit() != info.objectSize()) {
            return Optional.of("it is striped");
        }
        return image.parent().map(clone -> "it is a clone");
    }

    /**
     * Refuses reads that are not as {@link #submit} wants them.
     *
     * @param end where the object ends, or the image within it
     * @throws IllegalArgumentException then
     */
    static void requireWithin(long object, List<ObjectRead> reads, long end) {
        if (object < 0 || reads.isEmpty()) {
            throw new IllegalArgumentException("nothing to read of object " + object);
        }
        for (ObjectRead read : reads) {
            if (read.offset() < 0 || read.length() < 1 || read.length() > end - read.offset()) {
                throw new IllegalArgumentException("read of " + read.length() + " bytes at " + read.offset()
                        + " of object " + object + " is empty or passes the end at " + end);
            }
        }
    }

    /** Of the data objects, in bytes. */
    long objectSize();

    /**
     * Starts to read places of an object. The result's offset is where the object starts in the image, its length how many
     * bytes were read.
     *
     * @param object its number: the offset in the image divided by the object size
     * @param reads within the object and the image; at least one
     * @throws IllegalStateException if the queue is full
     * @throws IllegalArgumentException if the reads are not as described
     */
    void submit(long object, List<ObjectRead> reads, T tag);
}
