package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import java.time.Instant;

/**
 * A run ended without a complete copy on every target that it named.
 *
 * @param run the run
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param policy the policy
 * @param reason why
 * @param startedAt when it began
 * @param endedAt when
 */
public record RunFailed(
        RunId run,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String policy,
        Reason reason,
        Instant startedAt,
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
