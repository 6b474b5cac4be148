package io.spirula.contracts.event;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of one copy, as CopyChanged carries it.
 *
 * @param id the copy
 * @param point the point
 * @param run the run
 * @param lineage the protected disk
 * @param source the source image
 * @param ref what people called the source image at that time
 * @param tenant whose it is
 * @param policy the policy that asked for it; empty for a copy that was adopted
 * @param sourceSnapshotId the id of the snapshot on the source
 * @param snapshot the name of the snapshot, on source and target
 * @param pointTime the moment of the point
 * @param size the size of the image at that moment, in bytes
 * @param consistency what the moment is worth
 * @param target the place
 * @param state where it is in its life
 * @param assurance how well it is proven; null until it is complete
 * @param mode what was moved; null until that is decided
 * @param base the point that the increment started from
 * @param diff how what has changed was found; null until it is complete, and where that is not known
 * @param diffReason why so
 * @param bytesChanged bytes that the difference covers; null until it is known
 * @param bytesMoved bytes of data written to the target; null until it is complete
 * @param replica where it is; null until it is complete
 * @param reason why it waits, failed, was quarantined, or is gone, or what else there is to know of it
 * @param requestedAt when transfer-service learnt of it
 * @param startedAt when work began
 * @param endedAt when it was complete or given up
 * @param version grows with each change of this copy; a consumer ignores older ones
 * @param comparedAt when a comparison of all of its replica with the source ended that was made at this point last; null
 *     when none did
 * @param digest what the image holds at the point, as docs/point-digest.md specifies; null until it is complete, and where
 *     that is not known. A comparison of all of it may find another one
 */
public record Copy(
        CopyId id,
        PointId point,
        RunId run,
        LineageId lineage,
        ImageId source,
        ImageRef ref,
        String tenant,
        String policy,
        long sourceSnapshotId,
        String snapshot,
        Instant pointTime,
        long size,
        Consistency consistency,
        TargetRef target,
        CopyState state,
        @Nullable Assurance assurance,
        @Nullable CopyMode mode,
        @Nullable PointId base,
        @Nullable CopyDiff diff,
        @Nullable Reason diffReason,
        @Nullable Long bytesChanged,
        @Nullable Long bytesMoved,
        @Nullable ReplicaPoint replica,
        @Nullable Reason reason,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long version,
        @Nullable Instant comparedAt,
        @Nullable String digest) {

    /** One whose replica was not compared whole at this point, and of which no digest is known. */
    public Copy(
            CopyId id,
            PointId point,
            RunId run,
            LineageId lineage,
            ImageId source,
            ImageRef ref,
            String tenant,
            String policy,
            long sourceSnapshotId,
            String snapshot,
            Instant pointTime,
            long size,
            Consistency consistency,
            TargetRef target,
            CopyState state,
            @Nullable Assurance assurance,
            @Nullable CopyMode mode,
            @Nullable PointId base,
            @Nullable CopyDiff diff,
            @Nullable Reason diffReason,
            @Nullable Long bytesChanged,
            @Nullable Long bytesMoved,
            @Nullable ReplicaPoint replica,
            @Nullable Reason reason,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            long version) {
        this(
                id,
                point,
                run,
                lineage,
                source,
                ref,
                tenant,
                policy,
                sourceSnapshotId,
                snapshot,
                pointTime,
                size,
                consistency,
                target,
                state,
                assurance,
                mode,
                base,
                diff,
                diffReason,
                bytesChanged,
                bytesMoved,
                replica,
                reason,
                requestedAt,
                startedAt,
                endedAt,
                version,
                null,
                null);
    }
}
