package io.spirula.mover.commit;

import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.Base;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.RbdImage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to make a point of.
 *
 * @param source set to the snapshot that was moved
 * @param target the replica at HEAD, its exclusive lock held
 * @param identity what the replica says it is from then on
 * @param point what it says of the point
 * @param base to go back to if the read-back fails; null for a full
 */
public record CommitRequest(
        RbdImage source,
        RbdImage target,
        ReplicaIdentity identity,
        PointRecord point,
        @Nullable Base base,
        VerifyMode verify) {

    public CommitRequest {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(point, "point");
        Objects.requireNonNull(verify, "verify");
    }
}
