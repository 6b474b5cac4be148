package io.spirula.mover;

import org.jspecify.annotations.Nullable;

/**
 * How far it is.
 *
 * @param bytesDone in this phase
 * @param bytesKnown found to be done in this phase up to now, at least {@code bytesDone}
 * @param bytesTotal in this phase; null while that is not known, so that there may be more than those
 */
public record MoveProgress(
        Phase phase,
        long bytesDone,
        long bytesKnown,
        @Nullable Long bytesTotal) {

    public MoveProgress(Phase phase, long bytesDone, @Nullable Long bytesTotal) {
        this(phase, bytesDone, bytesTotal == null ? bytesDone : bytesTotal, bytesTotal);
    }

    /**
     * While some look for what others do.
     *
     * @param finished whether no more will be found; to be asked before {@code found}
     */
    public static MoveProgress found(Phase phase, long bytesDone, boolean finished, long found) {
        return new MoveProgress(phase, bytesDone, Math.max(bytesDone, found), finished ? (Long) found : null);
    }

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
