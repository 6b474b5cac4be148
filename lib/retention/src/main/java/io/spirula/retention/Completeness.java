package io.spirula.retention;

/** Whether a point on a place can be relied on. Only what is complete or quarantined is ever dropped. */
public enum Completeness {
    COMPLETE,
    /** Still being made, or left half-done: whoever makes it cleans it up. */
    INCOMPLETE,
    /** Found to differ from its source: it counts for no rule, but stays as long as a complete point of its age would. */
    QUARANTINED,
    /** Not known to be one or the other, or kept aside as evidence. */
    UNKNOWN
}
