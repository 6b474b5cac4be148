package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.VerificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica was compared with its source, to the end or to the first part that differs.
 *
 * @param verification the verification
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target the place
 * @param tenant whose image it is
 * @param result whether it is the same
 * @param point at which both were compared last; points that were made meanwhile take the place of older ones
 * @param bytesCompared bytes that were read from each side; where neither holds data nothing is read
 * @param quarantined copies that are not restored from any more because of it; 0 if it is the same
 * @param reason what differs; null if it is the same
 * @param endedAt when
 */
public record VerificationCompleted(
        VerificationId verification,
        LineageId lineage,
        ImageRef ref,
        TargetRef target,
        String tenant,
        VerificationResult result,
        PointId point,
        long bytesCompared,
        int quarantined,
        @Nullable Reason reason,
        Instant endedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return verification.toString();
    }

    @Override
    public ImageRef subject() {
        return ref;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }
}
