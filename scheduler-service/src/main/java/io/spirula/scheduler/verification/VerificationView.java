package io.spirula.scheduler.verification;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.VerificationResult;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verification as the API tells it.
 *
 * @param id the verification
 * @param image what people call the image
 * @param lineage the disk
 * @param target the policy's name for the target
 * @param targetKey the target
 * @param tenant whose image it is
 * @param state where it is in its life
 * @param result whether every byte is the same; null until it is completed
 * @param point at which both were compared last; null until it is completed
 * @param bytesCompared bytes that were read from each side; null until it is completed
 * @param quarantined copies that are not restored from any more because of it; null until it is completed
 * @param reason what differs, or why it failed
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline it has ended by then
 * @param endedAt when it ended
 */
record VerificationView(
        UUID id,
        String image,
        UUID lineage,
        String target,
        String targetKey,
        String tenant,
        VerificationState state,
        @Nullable VerificationResult result,
        @Nullable UUID point,
        @Nullable Long bytesCompared,
        @Nullable Integer quarantined,
        @Nullable Reason reason,
        String requestedBy,
        Instant requestedAt,
        Instant deadline,
        @Nullable Instant endedAt) {}
