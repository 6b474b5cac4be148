package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.rbd.Snapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on a source image that is ours because we made it.
 *
 * @param snapshot its name, for people
 * @param policy that asked for it
 * @param size of the image at that moment, in bytes
 * @param requestedAt when the backup was asked for
 * @param createdAt by the cluster's clock, to the microsecond as PostgreSQL keeps it
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
                snapshot.createdAt().truncatedTo(ChronoUnit.MICROS),
                SnapshotState.HELD,
                null,
                null);
    }

    /**
     * One that was told of. When it was asked for was not: no later than it was made, so no release ends it that came
     * before it was asked for.
     */
    static SourceSnapshot told(SnapshotCreated event) {
        return new SourceSnapshot(
                event.image(),
                event.snapshotId(),
                event.point(),
                event.run(),
                event.lineage(),
                event.ref(),
                event.snapshot(),
                event.policy(),
                event.size(),
                event.createdAt(),
                event.createdAt(),
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
