package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import java.time.Instant;

/**
 * The holder may not use the copy.
 *
 * @param lease the lease
 * @param lineage the protected disk
 * @param copy the copy
 * @param reason why
 * @param refusedAt when
 */
public record LeaseRefused(LeaseId lease, LineageId lineage, CopyId copy, Reason reason, Instant refusedAt)
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
