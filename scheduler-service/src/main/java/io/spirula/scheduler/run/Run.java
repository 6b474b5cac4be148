package io.spirula.scheduler.run;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RunTrigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of one image.
 *
 * @param id the run
 * @param lineage the disk
 * @param image the source image
 * @param ref what people called it then
 * @param policy the policy that asked
 * @param policyRevision its revision then
 * @param tenant whose it is
 * @param trigger why it was started
 * @param requestedBy who asked for it
 * @param point the point that it makes
 * @param state where it is in its life
 * @param reason why it failed, was cancelled or skipped; null otherwise
 * @param dueAt when it was due, or asked for
 * @param startedAt when it was requested
 * @param deadline a run that is not complete by then has failed
 * @param endedAt when it ended; null while it is running
 */
public record Run(
        RunId id,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String policy,
        long policyRevision,
        String tenant,
        RunTrigger trigger,
        String requestedBy,
        PointId point,
        RunState state,
        @Nullable Reason reason,
        Instant dueAt,
        Instant startedAt,
        Instant deadline,
        @Nullable Instant endedAt) {

    Run ended(RunState how, @Nullable Reason why, Instant at) {
        return new Run(
                id,
                lineage,
                image,
                ref,
                policy,
                policyRevision,
                tenant,
                trigger,
                requestedBy,
                point,
                how,
                why,
                dueAt,
                startedAt,
                deadline,
                at);
    }
}
