package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.VerificationId;
import java.time.Instant;

/**
 * A replica could not be compared with its source, or not to the end. Nothing is known of it that was not known before.
 *
 * @param verification the verification
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target the place
 * @param tenant whose image it is
 * @param reason why
 * @param endedAt when
 */
public record VerificationFailed(
        VerificationId verification,
        LineageId lineage,
        ImageRef ref,
        TargetRef target,
        String tenant,
        Reason reason,
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
