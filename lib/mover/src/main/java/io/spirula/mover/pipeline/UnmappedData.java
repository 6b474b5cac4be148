package io.spirula.mover.pipeline;

import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Finds objects that have data, but that the image's object map lacks: librbd reads them as zeroes without asking. Only of
 * images whose objects are the parts of the image, none striped or cloned. Thread-safe.
 */
public final class UnmappedData {

    private final long objectSize;
    private final long objects;
    private final MappedObjects mapped;

    /**
     * @param image at a snapshot, or at a HEAD that nobody else writes to
     */
    public UnmappedData(RbdImage image) {
        ImageInfo info = image.info();
        this.objectSize = info.objectSize();
        this.objects = (info.size() + objectSize - 1) / objectSize;
        this.mapped = new MappedObjects(image, info);
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

    /**
     * Where in the image the first object begins that the map of another image of the same kind has and this one's lacks; empty
     * where the maps do not tell.
     *
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer
     */
    public synchronized OptionalLong firstLackedOf(UnmappedData other) {
        OptionalLong object = mapped.firstLackedOf(other.mapped, Math.min(objects, other.objects));
        return object.isEmpty() ? object : OptionalLong.of(object.getAsLong() * objectSize);
    }
}
