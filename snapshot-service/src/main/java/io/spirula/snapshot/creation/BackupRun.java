package io.spirula.snapshot.creation;

import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.event.BackupRequested;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was asked for.
 *
 * @param receivedAt when it was read from Kafka
 * @param obstacle why it waits
 * @param watchUntil a failed run whose snapshots may still turn up is looked after until then
 */
record BackupRun(
        BackupRequested request,
        RunState state,
        Instant receivedAt,
        @Nullable String obstacle,
        @Nullable Instant watchUntil) {

    /** A request that is read so long after it was made may have been worked on by a database that was set back since. */
    private static final Duration STALE = Duration.ofMinutes(1);
    /** Ample time to read on our own topic what came of it: Kafka keeps no order between topics. */
    private static final Duration RECALL = Duration.ofSeconds(20);

    /** Of the snapshot of every member. */
    String snapshotName() {
        return SnapshotName.of(request.requestedAt(), request.run());
    }

    /** Whether it may have been worked on before, and what came of that may not have been read yet. */
    boolean mayBeTold(Instant now) {
        return state == RunState.REQUESTED && now.isBefore(receivedAt.plus(RECALL));
    }

    /** Whether it is too old to be new. */
    boolean stale() {
        return receivedAt.isAfter(request.requestedAt().plus(STALE));
    }

    boolean ended() {
        return state == RunState.CREATED || state == RunState.FAILED;
    }
}
