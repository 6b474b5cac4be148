package io.spirula.mover.plan;

/** What a replica's HEAD is, compared with the replica's newest snapshot. */
public enum HeadState {
    CLEAN,
    DIRTY,
    UNKNOWN
}
