package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.VerificationId;
import java.time.Instant;

/**
 * Compare what a target holds of an image with the source now, byte by byte and whole.
 *
 * @param verification the verification
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target the place
 * @param tenant whose image it is
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline it has failed if it has not ended by then
 */
public record VerificationRequested(
        VerificationId verification,
        LineageId lineage,
        ImageRef ref,
        TargetRef target,
        String tenant,
        String requestedBy,
        Instant requestedAt,
        Instant deadline)
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
