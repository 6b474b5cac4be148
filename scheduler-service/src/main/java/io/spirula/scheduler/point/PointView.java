package io.spirula.scheduler.point;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A point as the API tells it.
 *
 * @param id the point
 * @param image what people called the image then
 * @param imageId the image
 * @param lineage the disk
 * @param time the moment
 * @param snapshot name of the snapshot, on source and targets
 * @param size of the image at that moment, in bytes
 * @param consistency what the moment is worth
 * @param copies where it is
 */
public record PointView(
        UUID id,
        String image,
        String imageId,
        UUID lineage,
        Instant time,
        String snapshot,
        long size,
        Consistency consistency,
        List<CopyView> copies) {

    /** As people are told. */
    public static PointView of(Point point) {
        return new PointView(
                point.id().value(),
                point.ref().text(),
                point.image().text(),
                point.lineage().value(),
                point.time(),
                point.snapshot(),
                point.size(),
                point.consistency(),
                point.copies().stream().map(CopyView::of).toList());
    }

    /**
     * A copy of the point.
     *
     * @param id the copy
     * @param target the policy's name for the target
     * @param targetKey the target
     * @param run the run that made it
     * @param policy the policy that asked for it
     * @param state where it is in its life
     * @param assurance how well it is proven; null until it is complete
     * @param bytes bytes of data that were written to make it; null until that is known
     * @param bytesChanged bytes that the difference covered; null until that is known
     * @param mode what was moved; null until that is decided
     * @param diff how what has changed was found; null until the copy is complete
     * @param diffReason why so
     * @param reason why it waits, failed or is gone
     * @param replica where it is; null until it is complete
     * @param startedAt when work on it began
     * @param endedAt when it was complete or given up
     * @param comparedAt when all of its replica was last compared with the source at this point; null if it was not
     * @param digest what it holds, as docs/point-digest.md specifies; null where that is not known
     */
    public record CopyView(
            UUID id,
            String target,
            String targetKey,
            UUID run,
            String policy,
            CopyState state,
            @Nullable Assurance assurance,
            @Nullable Long bytes,
            @Nullable Long bytesChanged,
            @Nullable CopyMode mode,
            @Nullable CopyDiff diff,
            @Nullable Reason diffReason,
            @Nullable Reason reason,
            @Nullable ReplicaPoint replica,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Instant comparedAt,
            @Nullable String digest) {

        static CopyView of(Copy copy) {
            return new CopyView(
                    copy.id().value(),
                    copy.target().name(),
                    copy.target().key(),
                    copy.run().value(),
                    copy.policy(),
                    copy.state(),
                    copy.assurance(),
                    copy.bytesMoved(),
                    copy.bytesChanged(),
                    copy.mode(),
                    copy.diff(),
                    copy.diffReason(),
                    copy.reason(),
                    copy.replica(),
                    copy.startedAt(),
                    copy.endedAt(),
                    copy.comparedAt(),
                    copy.digest());
        }
    }
}
