package io.spirula.mover.pipeline;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.UnsafeDiffException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which data objects of an image librbd asks for at all, at a snapshot or at a HEAD that nobody else writes to. One that the object map lacks reads as zeroes, even
 * if it is there: who reads past librbd where the map has an object reads the same as everybody else. Used by one thread.
 */
final class MappedObjects {

    /** Objects that are asked about together. */
    private static final int REGION = 1 << 14;

    private final RbdImage image;
    private final ImageInfo info;
    private final boolean hasMap;
    private boolean tells;
    private final Map<Long, BitSet> regions = new HashMap<>();

    MappedObjects(RbdImage image, ImageInfo info) {
        this.image = image;
        this.info = info;
        this.hasMap = info.features().contains(ImageFeature.OBJECT_MAP) && !info.objectMapInvalid();
        this.tells = info.features().contains(ImageFeature.FAST_DIFF) && !info.fastDiffInvalid();
    }

    /**
     * False also where that cannot be told.
     *
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer
     */
    boolean has(long object) {
        if (!hasMap) {
            return true;
        }
        try {
            return tells && regions.computeIfAbsent(object / REGION, this::ask).get((int) (object % REGION));
        } catch (UnsafeDiffException e) {
            tells = false;
            return false;
        }
    }

    /** Whether the map is certain to lack an object; false where that cannot be told. */
    boolean lacks(long object) {
        return hasMap && !has(object) && tells;
    }

    /**
     * The first object that this map is certain to lack and another has; empty where either does not tell.
     *
     * @param objects how many the image has
     */
    OptionalLong firstLackedOf(MappedObjects other, long objects) {
        if (!hasMap || !other.hasMap) {
            return OptionalLong.empty();
        }
        try {
            for (long region = 0; tells && other.tells && region * REGION < objects; region++) {
                BitSet lacked = other.ask(region);
                lacked.andNot(regions.computeIfAbsent(region, this::ask));
                if (!lacked.isEmpty()) {
                    return OptionalLong.of(region * REGION + lacked.nextSetBit(0));
                }
            }
        } catch (UnsafeDiffException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private BitSet ask(long region) {
        BitSet there = new BitSet(REGION);
        long size = info.objectSize();
        long start = region * REGION * size;
        image.diff(DiffRequest.fromBeginning(start, REGION * size).wholeObjects(), (offset, length, exists) -> {
            if (exists) {
                there.set((int) ((offset - start) / size), (int) ((offset - start + length + size - 1) / size));
            }
        });
        return there;
    }
}
