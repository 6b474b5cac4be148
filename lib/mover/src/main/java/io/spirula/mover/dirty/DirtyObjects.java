package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;
import java.util.BitSet;

/**
 * The objects of an image that its object maps say have changed. What is counted is the stripe period, which is an object
 * unless the image is striped; of images that have more than four million, several periods together. Not thread-safe.
 */
final class DirtyObjects {

    private static final long MOST = 1 << 22;

    private final long size;
    private final long unit;
    private final int count;
    private final BitSet dirty;

    /**
     * @param size of the image in bytes, more than 0
     * @param period bytes
     */
    DirtyObjects(long size, long period) {
        this.size = size;
        this.unit = period * above(above(size, period), MOST);
        this.count = Math.toIntExact(above(size, unit));
        this.dirty = new BitSet(count);
    }

    /**
     * Asks the maps from a snapshot to what the image is set to.
     *
     * @throws io.spirula.rbd.RbdException if that could not be done
     */
    static DirtyObjects of(RbdImage image, long fromSnapshotId) {
        DirtyObjects objects = new DirtyObjects(image.size(), image.info().stripePeriod());
        image.diff(
                DiffRequest.since(fromSnapshotId, 0, objects.size).wholeObjects(),
                (offset, length, exists) -> objects.add(offset, length));
        return objects;
    }

    void add(long offset, long length) {
        long end = Math.min(size, offset + length);
        if (offset < end) {
            dirty.set((int) (offset / unit), (int) above(end, unit));
        }
    }

    int count() {
        return count;
    }

    int dirtyCount() {
        return dirty.cardinality();
    }

    boolean isDirty(int index) {
        return dirty.get(index);
    }

    /** Which one a byte belongs to; the first one for a byte behind the end. */
    int indexOf(long offset) {
        return offset < size ? (int) (offset / unit) : 0;
    }

    long offsetOf(int index) {
        return index * unit;
    }

    /** How many lie in so many bytes, at least one. */
    int within(long bytes) {
        return (int) Math.max(1, Math.min(count, bytes / unit));
    }

    Range range(int from, int to) {
        long start = offsetOf(from);
        return new Range(start, Math.min(size, to * unit) - start);
    }

    private static long above(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
