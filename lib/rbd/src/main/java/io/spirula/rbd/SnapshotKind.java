package io.spirula.rbd;

/** The namespace of a snapshot. */
public enum SnapshotKind {
    /** Made by people and programs; the only kind that can be the start of a difference. */
    USER,
    /** Part of a group snapshot. */
    GROUP,
    /** Removed, kept for its clones. */
    TRASH,
    /** Kept by rbd-mirror. */
    MIRROR,
    /** Of a kind this library does not know. */
    UNKNOWN
}
