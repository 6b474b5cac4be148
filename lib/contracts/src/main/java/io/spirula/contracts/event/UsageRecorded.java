package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something to bill.
 *
 * @param usage what makes this record unique
 * @param kind what is counted
 * @param tenant who pays
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target where copies are, or from where a copy was restored
 * @param bytes how many
 * @param from begin of the interval
 * @param to end of the interval, exclusive
 * @param copy the copy that the bytes were moved for, or restored from; null for what is kept
 * @param run the run that they were moved for; null otherwise
 * @param restore the restore that wrote them; null otherwise
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
        Instant to,
        @Nullable CopyId copy,
        @Nullable RunId run,
        @Nullable RestoreId restore)
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

    @Override
    public @Nullable RunId runOrNull() {
        return run;
    }

    @Override
    public @Nullable RestoreId restoreOrNull() {
        return restore;
    }
}
