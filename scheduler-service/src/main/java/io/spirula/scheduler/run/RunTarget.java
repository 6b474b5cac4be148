package io.spirula.scheduler.run;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import org.jspecify.annotations.Nullable;

/**
 * A target of a run and what became of its copy.
 *
 * @param run the run
 * @param tenant for whom it runs
 * @param target the target
 * @param id the copy that is to be made there
 * @param copy what was told of it; null while nothing was
 */
public record RunTarget(
        RunId run,
        String tenant,
        TargetRef target,
        CopyId id,
        @Nullable Copy copy) {

    Fate fate() {
        return copy == null ? Fate.OPEN : fateOf(copy);
    }

    private static Fate fateOf(Copy copy) {
        return switch (copy.state()) {
            case PENDING, TRANSFERRING -> Fate.OPEN;
            case COMPLETE -> Fate.COMPLETE;
            // Retention only deletes what was complete; the state in between may have been compacted away.
            case EXPIRED -> copy.assurance() == null ? Fate.FAILED : Fate.COMPLETE;
            case FAILED, QUARANTINED, LOST -> Fate.FAILED;
        };
    }

    /** Whether somebody works on the copy, or will. */
    boolean isWorkedOn() {
        return copy != null && (copy.state() == CopyState.PENDING || copy.state() == CopyState.TRANSFERRING);
    }

    /** How a copy counts for its run. */
    enum Fate {
        OPEN,
        COMPLETE,
        FAILED
    }
}
