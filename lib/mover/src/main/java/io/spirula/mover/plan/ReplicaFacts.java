package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.MirrorRole;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of the lineage's newest finished generation on a target. */
public sealed interface ReplicaFacts {

    /** There never was one. */
    record None() implements ReplicaFacts {}

    /**
     * There was one, but the target has no image of that id any more.
     *
     * @param image the lost replica
     */
    record Gone(ImageId image) implements ReplicaFacts {}

    /**
     * There is one.
     *
     * @param image the replica
     * @param recorded what the records say it is
     * @param found what its own metadata says it is; null if it says nothing that can be read
     * @param points what it holds
     * @param snapshots the snapshots of every kind that it has now
     * @param head its HEAD against its newest snapshot
     * @param strangerWithLock address of a client that holds its exclusive lock and is none of ours; null if none does
     * @param strangersWatching addresses of other clients that have it open; evidence only
     * @param mirrorRole what rbd-mirror makes of it
     * @param begun the move into it of which a part is done; null if none is known
     */
    record Present(
            ImageId image,
            ReplicaIdentity recorded,
            @Nullable ReplicaIdentity found,
            List<KnownPoint> points,
            List<SnapshotFact> snapshots,
            HeadState head,
            @Nullable String strangerWithLock,
            List<String> strangersWatching,
            MirrorRole mirrorRole,
            @Nullable MoveIdentity begun)
            implements ReplicaFacts {

        public Present {
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(recorded, "recorded");
            points = List.copyOf(points);
            snapshots = List.copyOf(snapshots);
            strangersWatching = List.copyOf(strangersWatching);
        }
    }
}
