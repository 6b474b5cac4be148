package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.rbd.Snapshot;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on a source image that is ours because we made it.
 *
 * @param snapshot its name, for people
 * @param policy that asked for it
 * @param size of the image at that moment, in bytes
 * @param requestedAt when the backup was asked for
 * @param createdAt by the cluster's clock
 * @param reason why it goes or went; null while it is held
 * @param obstacle why it is still there although it is to go
 */
public record SourceSnapshot(
        ImageId image,
        long snapshotId,
        PointId point,
        RunId run,
        LineageId lineage,
        ImageRef ref,
        String snapshot,
        String policy,
        long size,
        Instant requestedAt,
        Instant createdAt,
        SnapshotState state,
        @Nullable Reason reason,
        @Nullable String obstacle) {

    /** One that was just made. */
    public static SourceSnapshot held(
            BackupMember member, RunId run, String policy, Instant requestedAt, Snapshot snapshot) {
        return new SourceSnapshot(
                member.image(),
                snapshot.id(),
                member.point(),
                run,
                member.lineage(),
                member.ref(),
                snapshot.name(),
                policy,
                snapshot.size(),
                requestedAt,
                snapshot.createdAt(),
                SnapshotState.HELD,
                null,
                null);
    }

    SnapshotPruned pruned(Reason why, Instant at) {
        return new SnapshotPruned(point, lineage, image, ref, snapshotId, snapshot, why, at);
    }

    SnapshotLost lost(Reason why, Instant at) {
        return new SnapshotLost(point, lineage, image, ref, snapshotId, snapshot, why, at);
    }
}
