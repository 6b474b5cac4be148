package io.spirula.mover;

import org.jspecify.annotations.Nullable;

/**
 * How far it is.
 *
 * @param bytesDone in this phase
 * @param bytesTotal in this phase; null while that is not known
 */
public record MoveProgress(
        Phase phase, long bytesDone, @Nullable Long bytesTotal) {

    /** What is being done. */
    public enum Phase {
        /** Looking for what differs. */
        DIFF,
        /** Reading at the source and writing at the target. */
        MOVE,
        /** Reading back and comparing. */
        VERIFY
    }
}
