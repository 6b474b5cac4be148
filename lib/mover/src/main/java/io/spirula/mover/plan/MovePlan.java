package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import org.jspecify.annotations.Nullable;

/** What to do to have a point on a target. */
public sealed interface MovePlan {

    /** For people: why this and nothing cheaper. */
    String why();

    /**
     * Seed a new generation beside whatever there is.
     *
     * @param epoch of the new generation
     * @param discard an unfinished generation to delete first; it holds no point
     */
    record Full(long epoch, @Nullable ImageId discard, String why) implements MovePlan {}

    /**
     * Apply the difference since a common point.
     *
     * @param base the point both sides have
     * @param rollbackFirst HEAD is known not to be the base. HEAD is checked under the lock in any case
     */
    record Increment(KnownPoint base, boolean rollbackFirst, String why) implements MovePlan {}

    /**
     * Go on with what an earlier attempt began: the replica's HEAD holds parts of it. What they are is checked under the
     * lock; if that fails, the checkpoint is void and the plan is made again without it.
     *
     * @param base the point both sides have; null for a full, which goes on into the unfinished generation
     */
    record Resume(@Nullable KnownPoint base, String why) implements MovePlan {}

    /**
     * The replica has a snapshot for this point already.
     *
     * @param point which
     * @param olderBase newest older complete point common to both sides, to verify against; null if there is none
     * @param why says whether it still has to be verified and recorded: exactly if {@code point.complete()} is false
     */
    record AlreadyThere(KnownPoint point, @Nullable KnownPoint olderBase, String why) implements MovePlan {}

    /**
     * Nothing may be done.
     *
     * @param evidence what was found, at which object
     * @param advice what people can do about it
     */
    record Conflict(Code code, String evidence, String advice) implements MovePlan {

        /** Kinds of conflicts; the names are stable. */
        public enum Code {
            /** The source has no snapshot of that id any more. */
            SOURCE_SNAPSHOT_GONE,
            /** The replica's own metadata names another lineage or source than the records do, or none. */
            REPLICA_NOT_OURS,
            /** The replica's own metadata tells another epoch than the records do. */
            REPLICA_EPOCH_DIFFERS,
            /** Another client holds the replica's exclusive lock. */
            REPLICA_IN_USE,
            /** rbd-mirror has to do with the replica. */
            REPLICA_MIRRORED,
            /** The replica has another snapshot of the name that the point needs. */
            REPLICA_SNAPSHOT_NAME_TAKEN,
            /** An image that is not ours, or the replica of another image, has the name that the replica needs. */
            TARGET_NAME_TAKEN
        }

        @Override
        public String why() {
            return evidence + ": " + advice;
        }
    }
}
