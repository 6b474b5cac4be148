package io.spirula.transfer.move;

/**
 * Moments between two steps of a move at which a process may die. Production code only passes them; tests put a bean of
 * their own in place of the inert one and stop there.
 */
@FunctionalInterface
public interface FailPoint {

    /** Nothing happens anywhere. */
    FailPoint INERT = moment -> {};

    /** What has just been done. */
    enum Moment {
        WRITER_RECORDED,
        IMAGE_CREATED,
        GENERATION_RECORDED,
        ROLLED_BACK,
        CHECKPOINTED,
        PROOF_KEPT,
        DATA_MOVED,
        SNAPSHOT_COMMITTED,
        NAMED,
        MARKED,
        DATABASE_COMMITTED,
        REMOVAL_RECORDED,
        SNAPSHOT_REMOVED
    }

    void reached(Moment moment);
}
