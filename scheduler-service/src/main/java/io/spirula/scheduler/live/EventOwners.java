package io.spirula.scheduler.live;

import io.spirula.contracts.LineageId;
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
import io.spirula.contracts.event.ObjectMapDistrusted;
import io.spirula.contracts.event.RestoreCancelRequested;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.contracts.event.VerificationRequested;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which tenants an event belongs to: what it says itself, or what is known of its run, its restore or its disk. */
final class EventOwners {

    private final Function<RunId, Optional<String>> tenantOfRun;
    private final Function<RestoreId, Optional<String>> tenantOfRestore;

    private final Function<LineageId, Set<String>> tenantsOfDisk;

    EventOwners(
            Function<RunId, Optional<String>> tenantOfRun,
            Function<RestoreId, Optional<String>> tenantOfRestore,
            Function<LineageId, Set<String>> tenantsOfDisk) {
        this.tenantOfRun = tenantOfRun;
        this.tenantOfRestore = tenantOfRestore;
        this.tenantsOfDisk = tenantsOfDisk;
    }

    /** Null when it is for everybody who sees its image; empty when its run, restore or disk is not known. */
    @Nullable
    Set<String> of(Event event) {
        Optional<String> said = tenantOf(event);
        if (said.isPresent()) {
            return Set.of(said.get());
        }
        RunId run = event.runOrNull();
        if (run != null) {
            return tenantOfRun.apply(run).map(Set::of).orElse(Set.of());
        }
        Optional<RestoreId> restore = restoreIn(event);
        if (restore.isPresent()) {
            return restore.flatMap(tenantOfRestore).map(Set::of).orElse(Set.of());
        }
        LineageId disk = event.lineageOrNull();
        return disk == null || event.subject() == null ? null : tenantsOfDisk.apply(disk);
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
        if (event instanceof RestoreCancelRequested requested) {
            return Optional.of(requested.restore());
        }
        if (event instanceof RestoreCancelled cancelled) {
            return Optional.of(cancelled.restore());
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
        if (event instanceof VerificationRequested requested) {
            return Optional.of(requested.tenant());
        }
        if (event instanceof VerificationCompleted completed) {
            return Optional.of(completed.tenant());
        }
        if (event instanceof VerificationFailed failed) {
            return Optional.of(failed.tenant());
        }
        if (event instanceof ObjectMapDistrusted distrusted) {
            return Optional.of(distrusted.tenant());
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
