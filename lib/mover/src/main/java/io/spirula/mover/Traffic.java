package io.spirula.mover;

/** Whom it concerns when data is read. */
public enum Traffic {
    /** Source and target: each byte is read at the one and written to, or compared with, the other. */
    BETWEEN,
    /** The target alone: each byte counts as often as it is read there. */
    AT_TARGET
}
