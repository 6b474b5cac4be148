package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import java.time.Instant;

/**
 * A due run was not started, for every target is still busy with an earlier one.
 *
 * @param run the run
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param policy the policy
 * @param reason which target waits for what
 * @param dueAt when it was due
 * @param endedAt when this was decided
 */
public record RunSkipped(
        RunId run,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String policy,
        Reason reason,
        Instant dueAt,
        Instant endedAt)
        implements Event {

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
