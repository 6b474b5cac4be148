package io.spirula.scheduler.live;

import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageRecorded;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which tenant an event belongs to: what it says itself, or what is known of its run or its restore. */
final class EventOwners {

    /** No tenant has this name. */
    static final String NOBODY = "";

    private final Function<RunId, Optional<String>> tenantOfRun;
    private final Function<RestoreId, Optional<String>> tenantOfRestore;

    EventOwners(Function<RunId, Optional<String>> tenantOfRun, Function<RestoreId, Optional<String>> tenantOfRestore) {
        this.tenantOfRun = tenantOfRun;
        this.tenantOfRestore = tenantOfRestore;
    }

    /** Null when it is for everybody who sees its image; {@link #NOBODY} when its run or restore is not known. */
    @Nullable
    String of(Event event) {
        Optional<String> said = tenantOf(event);
        if (said.isPresent()) {
            return said.get();
        }
        RunId run = event.runOrNull();
        if (run != null) {
            return tenantOfRun.apply(run).orElse(NOBODY);
        }
        return restoreIn(event)
                .map(restore -> tenantOfRestore.apply(restore).orElse(NOBODY))
                .orElse(null);
    }

    private static Optional<RestoreId> restoreIn(Event event) {
        if (event instanceof RestoreStarted started) {
            return Optional.of(started.restore());
        }
        if (event instanceof RestoreCompleted completed) {
            return Optional.of(completed.restore());
        }
        if (event instanceof RestoreFailed failed) {
            return Optional.of(failed.restore());
        }
        if (event instanceof RestoreFlattened flattened) {
            return Optional.of(flattened.restore());
        }
        if (event instanceof RestoreProgressed progressed) {
            return Optional.of(progressed.restore());
        }
        return Optional.empty();
    }

    private static Optional<String> tenantOf(Event event) {
        if (event instanceof BackupRequested requested) {
            return Optional.of(requested.tenant());
        }
        if (event instanceof SnapshotCreated created) {
            return Optional.of(created.tenant());
        }
        if (event instanceof RestoreRequested requested) {
            return Optional.of(requested.tenant());
        }
        if (event instanceof UsageRecorded recorded) {
            return Optional.of(recorded.tenant());
        }
        return copyIn(event).map(Copy::tenant);
    }

    private static Optional<Copy> copyIn(Event event) {
        if (event instanceof CopyChanged changed) {
            return Optional.of(changed.copy());
        }
        if (event instanceof CopyCompleted completed) {
            return Optional.of(completed.copy());
        }
        if (event instanceof CopyFailed failed) {
            return Optional.of(failed.copy());
        }
        if (event instanceof CopyLost lost) {
            return Optional.of(lost.copy());
        }
        if (event instanceof CopyPruned pruned) {
            return Optional.of(pruned.copy());
        }
        if (event instanceof CopyQuarantined quarantined) {
            return Optional.of(quarantined.copy());
        }
        return Optional.empty();
    }
}
