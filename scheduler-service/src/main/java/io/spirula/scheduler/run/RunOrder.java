package io.spirula.scheduler.run;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.scheduler.policy.Policy;
import java.time.Instant;
import java.util.List;

/**
 * What a run is to be.
 *
 * @param policy the policy that asks
 * @param lineage the disk
 * @param image the source image
 * @param ref what people call it now
 * @param targets where copies go
 * @param trigger why
 * @param requestedBy who asked for it
 * @param dueAt when it was due, or asked for
 * @param deadline a run that is not complete by then has failed
 */
public record RunOrder(
        Policy policy,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        List<TargetRef> targets,
        RunTrigger trigger,
        String requestedBy,
        Instant dueAt,
        Instant deadline) {

    public RunOrder {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("A run has at least one target");
        }
    }
}
