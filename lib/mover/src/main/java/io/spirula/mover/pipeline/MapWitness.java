package io.spirula.mover.pipeline;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to go on where an object has data that the snapshot's object map lacks. librbd reads it as zeroes without asking, and
 * whoever proves the copy reads the same: nobody else would notice. Not asked of images that only librbd can read. Thread-safe.
 */
public final class MapWitness implements Consumer<Range> {

    private final RbdImage image;
    private final @Nullable UnmappedData unmapped;

    /**
     * @param image set to the snapshot
     */
    public MapWitness(RbdImage image) {
        this.image = image;
        this.unmapped = ObjectReads.obstacle(image).isEmpty() ? new UnmappedData(image) : null;
    }

    /**
     * @param extent that has data, by the objects themselves
     * @throws MoveFailedException if the map lacks one of them
     */
    @Override
    public void accept(Range extent) {
        List<Long> offsets = unmapped == null ? List.of() : unmapped.in(extent);
        if (!offsets.isEmpty()) {
            throw MoveFailedException.refused(
                    MoveFailedException.SOURCE_MAP_LACKS_DATA,
                    "the object map of snapshot " + image.viewedSnapshot().orElseThrow() + " of source image "
                            + image.id() + " lacks the object at offset " + offsets.get(0)
                            + ", which has data: it reads as zeroes, and a copy would have lost it. Rebuild the maps (rbd"
                            + " object-map rebuild, of the image and of the snapshot); where a roll back of the image was"
                            + " cut off, rebuild that of the image and roll it back again");
        }
    }
}
