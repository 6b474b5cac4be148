package io.spirula.mover.commit;

import io.spirula.contracts.event.Assurance;
import org.jspecify.annotations.Nullable;

/** How a commit ended. */
public sealed interface CommitResult {

    /**
     * The point exists on the replica.
     *
     * @param replicaSnapshotId its snapshot
     * @param assurance VERIFIED if it was read back, else APPLIED
     * @param bytesVerified that were read back and compared
     * @param header version of the replica's header right after its snapshot was made: HEAD is that snapshot as long as the
     *     header has it, or only its owner changed it; null of a snapshot that was there before
     */
    record Committed(
            long replicaSnapshotId,
            Assurance assurance,
            long bytesVerified,
            @Nullable Long header) implements CommitResult {}

    /**
     * What was read back is not what the source held. The point's snapshot and metadata are gone again.
     *
     * @param rolledBack HEAD is the base again; false without a base: the caller deletes this unfinished generation
     */
    record VerifyFailed(Mismatch mismatch, boolean rolledBack) implements CommitResult {}
}
