package io.spirula.rbd;

import org.jspecify.annotations.Nullable;

/**
 * What to compare.
 *
 * @param fromSnapshotId the user snapshot to start from, or null for the beginning: everything that is allocated
 * @param offset first byte of the range
 * @param length bytes in the range, clipped to the end of the image
 * @param includeParent counts what a clone still reads from its parent; only of use from the beginning
 * @param granularity EXACT unless a false or missing change does no harm
 */
public record DiffRequest(
        @Nullable Long fromSnapshotId, long offset, long length, boolean includeParent, Granularity granularity) {

    /** How finely to compare. */
    public enum Granularity {
        /** Bytes, asking the OSDs about each object. */
        EXACT,
        /** Objects, from the object maps alone where there are valid ones. */
        WHOLE_OBJECT
    }

    public DiffRequest {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException("not a range: offset " + offset + ", length " + length);
        }
    }

    /** Exact changes of a range since a user snapshot. */
    public static DiffRequest since(long fromSnapshotId, long offset, long length) {
        return new DiffRequest(fromSnapshotId, offset, length, false, Granularity.EXACT);
    }

    /** Everything allocated in a range, a clone's parent included. */
    public static DiffRequest fromBeginning(long offset, long length) {
        return new DiffRequest(null, offset, length, true, Granularity.EXACT);
    }

    public DiffRequest wholeObjects() {
        return new DiffRequest(fromSnapshotId, offset, length, includeParent, Granularity.WHOLE_OBJECT);
    }
}
