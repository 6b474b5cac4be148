package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run began.
 *
 * @param run the run
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param policy the policy
 * @param trigger why
 * @param targets where copies go
 * @param startedAt when
 * @param deadline a run that is not complete by then has failed
 * @param tenant whose it is; null where an older version told it
 * @param policyRevision the policy's revision; null where an older version told it
 * @param requestedBy who asked for it: the name of a token, or {@code service:scheduler}; null where an older version told it
 */
public record RunStarted(
        RunId run,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String policy,
        RunTrigger trigger,
        List<TargetRef> targets,
        Instant startedAt,
        Instant deadline,
        @Nullable String tenant,
        @Nullable Long policyRevision,
        @Nullable String requestedBy)
        implements Event {

    public RunStarted {
        targets = List.copyOf(targets);
    }

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return run.toString();
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
    public RunId runOrNull() {
        return run;
    }
}
