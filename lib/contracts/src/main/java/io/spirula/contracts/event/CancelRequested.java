package io.spirula.contracts.event;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import java.time.Instant;

/**
 * Give a run up.
 *
 * @param run the run
 * @param lineage the protected disk
 * @param requestedBy who asked
 * @param requestedAt when
 */
public record CancelRequested(RunId run, LineageId lineage, String requestedBy, Instant requestedAt) implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return run.toString();
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
