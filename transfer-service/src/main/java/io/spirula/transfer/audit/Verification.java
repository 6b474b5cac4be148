package io.spirula.transfer.audit;

import io.spirula.contracts.event.VerificationRequested;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order to compare what is on a route with its source now.
 *
 * @param request the order
 * @param replica the generation that is compared; null until that began
 * @param reached everything of it below this offset was compared, in bytes
 * @param compared bytes that were read from each side
 * @param notBefore not tried before; null if it may be tried at once
 * @param trouble why it could not go on; null if nothing is known to be in its way
 * @param endedAt null while it is open
 */
public record Verification(
        VerificationRequested request,
        @Nullable UUID replica,
        long reached,
        long compared,
        @Nullable Instant notBefore,
        @Nullable String trouble,
        @Nullable Instant endedAt) {

    public boolean isDue(Instant now) {
        return notBefore == null || !notBefore.isAfter(now);
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(request.deadline());
    }
}
