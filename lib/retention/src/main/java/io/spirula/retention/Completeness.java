package io.spirula.retention;

/** Whether a point on a place can be relied on. Only complete points are ever dropped. */
public enum Completeness {
    COMPLETE,
    /** Still being made, or left half-done: whoever makes it cleans it up. */
    INCOMPLETE,
    /** Not known to be one or the other, or kept aside as evidence. */
    UNKNOWN
}
