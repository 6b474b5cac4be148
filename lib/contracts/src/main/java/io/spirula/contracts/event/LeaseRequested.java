package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import java.time.Instant;

/**
 * Somebody wants to use a copy.
 *
 * @param lease the lease
 * @param lineage the protected disk
 * @param copy the copy
 * @param holder who, for people
 * @param purpose what for, for people
 * @param requestedAt when
 */
public record LeaseRequested(
        LeaseId lease, LineageId lineage, CopyId copy, String holder, String purpose, Instant requestedAt)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return lease.toString();
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }
}
