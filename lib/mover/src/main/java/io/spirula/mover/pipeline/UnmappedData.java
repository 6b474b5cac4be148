package io.spirula.mover.pipeline;

import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds objects that have data, but that the image's object map lacks: librbd reads them as zeroes without asking. Only of
 * images whose objects are the parts of the image, none striped or cloned. Thread-safe.
 */
public final class UnmappedData {

    private final long objectSize;
    private final MappedObjects mapped;

    /**
     * @param image at a snapshot, or at a HEAD that nobody else writes to
     */
    public UnmappedData(RbdImage image) {
        this.objectSize = image.info().objectSize();
        this.mapped = new MappedObjects(image, image.info());
    }

    /**
     * Where in the image those objects begin; empty also where the map does not tell.
     *
     * @param extent that has data, by the objects themselves
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer
     */
    public synchronized List<Long> in(Range extent) {
        List<Long> offsets = new ArrayList<>();
        for (long object = extent.offset() / objectSize; object * objectSize < extent.end(); object++) {
            if (mapped.lacks(object)) {
                offsets.add(object * objectSize);
            }
        }
        return offsets;
    }
}
