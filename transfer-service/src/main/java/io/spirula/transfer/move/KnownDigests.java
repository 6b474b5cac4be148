package io.spirula.transfer.move;

import io.spirula.contracts.policy.DigestMode;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Digests that are known before a copy is moved, or of one that was moved already. None is guessed. */
record KnownDigests(TrackedCopy copy) {

    /** That of its base, by which its own is to be had; null where none is known, or none is wanted. */
    @Nullable
    PointDigest base(Optional<TrackedCopy> base) {
        return copy.settings().digestMode() == DigestMode.NONE
                ? null
                : base.flatMap(point -> Optional.ofNullable(point.told().digest()))
                        .flatMap(PointDigest::parse)
                        .orElse(null);
    }

    /** Its own as the replica tells it, which was written before its snapshot was made. */
    @Nullable
    PointDigest told(OpenReplica replica) {
        Map<String, PointRecord> points =
                ReplicaMetadata.read(replica.image().metadata()).points();
        return Optional.ofNullable(points.get(copy.told().snapshot()))
                .filter(record -> record.point().equals(copy.told().point()))
                .flatMap(PointRecord::contentDigest)
                .orElse(null);
    }
}
