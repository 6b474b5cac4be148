package io.spirula.transfer.replica;

/** Where a generation is in its life. */
public enum ReplicaState {
    /** Being seeded: it holds no point yet. */
    BUILDING,
    /** Increments go here. */
    CURRENT,
    /** Replaced by a newer one; stays while it holds a point. */
    RETIRED,
    /** Removed by us, or found to be gone. */
    GONE
}
