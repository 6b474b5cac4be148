package io.spirula.snapshot.creation;

import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.event.BackupRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was asked for.
 *
 * @param obstacle why it waits
 * @param watchUntil a failed run whose snapshots may still turn up is looked after until then
 */
record BackupRun(
        BackupRequested request,
        RunState state,
        @Nullable String obstacle,
        @Nullable Instant watchUntil) {

    /** Of the snapshot of every member. */
    String snapshotName() {
        return SnapshotName.of(request.requestedAt(), request.run());
    }

    boolean ended() {
        return state == RunState.CREATED || state == RunState.FAILED;
    }
}
