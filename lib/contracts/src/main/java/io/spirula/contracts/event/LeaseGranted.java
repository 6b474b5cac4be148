package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The holder may use the copy; it stays until the lease is released.
 *
 * @param lease the lease
 * @param lineage the protected disk
 * @param copy the copy
 * @param replica where it is
 * @param snapshot the name of its snapshot
 * @param size in bytes
 * @param grantedAt when
 * @param digest what the copy should hold, as docs/point-digest.md specifies; null where that is not known
 */
public record LeaseGranted(
        LeaseId lease,
        LineageId lineage,
        CopyId copy,
        ReplicaPoint replica,
        String snapshot,
        long size,
        Instant grantedAt,
        @Nullable String digest)
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
