package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;

/**
 * Something to bill.
 *
 * @param usage what makes this record unique
 * @param kind what is counted
 * @param tenant who pays
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target where
 * @param bytes how many
 * @param from begin of the interval
 * @param to end of the interval, exclusive
 */
public record UsageRecorded(
        String usage,
        UsageKind kind,
        String tenant,
        LineageId lineage,
        ImageRef ref,
        TargetRef target,
        long bytes,
        Instant from,
        Instant to)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return usage;
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
