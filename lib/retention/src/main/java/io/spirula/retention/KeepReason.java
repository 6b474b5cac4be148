package io.spirula.retention;

/**
 * One reason to keep a point.
 *
 * @param code what kind of reason
 * @param text for people
 */
public record KeepReason(Code code, String text) {

    /** Kinds of reasons. */
    public enum Code {
        LAST,
        NO_RULE,
        NEWEST_COMPLETE,
        BASE,
        HELD,
        PINNED,
        INCOMPLETE,
        UNKNOWN,
        FUTURE
    }
}
