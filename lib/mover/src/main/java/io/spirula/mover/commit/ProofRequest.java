package io.spirula.mover.commit;

import io.spirula.mover.Base;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on a replica to be proven or removed.
 *
 * @param source set to the snapshot that it should be a copy of, with a watch
 * @param target the replica at HEAD, its exclusive lock held
 * @param replicaSnapshotId the snapshot in question
 * @param base an older complete point of both, so that only what changed since is compared; null compares all
 */
public record ProofRequest(
        RbdImage source,
        RbdImage target,
        long replicaSnapshotId,
        @Nullable Base base) {

    public ProofRequest {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
    }
}
