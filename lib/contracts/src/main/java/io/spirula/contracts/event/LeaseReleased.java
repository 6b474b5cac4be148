package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import java.time.Instant;

/**
 * The holder has no more use for the copy.
 *
 * @param lease the lease
 * @param lineage the protected disk
 * @param copy the copy
 * @param releasedAt when
 */
public record LeaseReleased(LeaseId lease, LineageId lineage, CopyId copy, Instant releasedAt) implements Event {

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
