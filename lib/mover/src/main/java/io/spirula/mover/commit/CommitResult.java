package io.spirula.mover.commit;

import io.spirula.contracts.event.Assurance;

/** How a commit ended. */
public sealed interface CommitResult {

    /**
     * The point exists on the replica.
     *
     * @param replicaSnapshotId its snapshot
     * @param assurance VERIFIED if it was read back, else APPLIED
     * @param bytesVerified that were read back and compared
     */
    record Committed(long replicaSnapshotId, Assurance assurance, long bytesVerified) implements CommitResult {}

    /**
     * What was read back is not what the source held. The point's snapshot and metadata are gone again.
     *
     * @param rolledBack HEAD is the base again; false without a base: the caller deletes this unfinished generation
     */
    record VerifyFailed(Mismatch mismatch, boolean rolledBack) implements CommitResult {}
}
