package io.spirula.transfer.lease;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's use of a copy.
 *
 * @param reason why it was refused
 */
record Lease(
        LeaseId id,
        CopyId copy,
        LineageId lineage,
        String holder,
        String purpose,
        LeaseState state,
        Instant requestedAt,
        @Nullable Reason reason,
        @Nullable Instant decidedAt) {}
