package io.spirula.mover.pipeline;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.RbdImage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to go on where an object has data that the snapshot's object map lacks. librbd reads it as zeroes without asking, and
 * whoever proves the copy reads the same: nobody else would notice. Not asked of images that only librbd can read. Thread-safe.
 */
public final class MapWitness implements Consumer<Range> {

    private final RbdImage image;
    private final long objectSize;
    private final @Nullable MappedObjects mapped;

    /**
     * @param image set to the snapshot
     */
    public MapWitness(RbdImage image) {
        this.image = image;
        this.objectSize = image.info().objectSize();
        this.mapped = ObjectReads.obstacle(image).isEmpty() ? new MappedObjects(image, image.info()) : null;
    }

    /**
     * @param extent that has data, by the objects themselves
     * @throws MoveFailedException if the map lacks one of them
     */
    @Override
    public synchronized void accept(Range extent) {
        if (mapped == null) {
            return;
        }
        for (long object = extent.offset() / objectSize; object * objectSize < extent.end(); object++) {
            if (mapped.lacks(object)) {
                throw MoveFailedException.refused(
                        MoveFailedException.SOURCE_MAP_LACKS_DATA,
                        "the object map of snapshot " + image.viewedSnapshot().orElseThrow() + " of source image "
                                + image.id() + " lacks the object at offset " + object * objectSize
                                + ", which has data: it reads as zeroes, and a copy would have lost it. Where a roll back"
                                + " was cut off, roll back again; else rebuild the map: rbd object-map rebuild, of the"
                                + " image and of the snapshot");
            }
        }
    }
}
