package io.spirula.snapshot.creation;

import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.rbd.Snapshot;
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
    /** How far the clocks of a cluster and of the database may be apart: with more, Ceph takes no ticket for good. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(30);
    private static final Duration MOST_BETWEEN_LOOKS = Duration.ofHours(1);

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

    /**
     * Whether a snapshot of its name may be its own though no record says so, as after the database was set back. Nobody
     * knew that name, which holds random bits of its id, before it was asked for.
     */
    boolean mayHaveMade(Snapshot snapshot) {
        return !snapshot.createdAt().isBefore(request.requestedAt().minus(CLOCK_SKEW));
    }

    /** How long to wait before leftovers are looked for again: ever longer when it is over, as while the cluster is away. */
    Duration untilNextLook(Instant now) {
        Duration over = watchUntil == null ? Duration.ZERO : Duration.between(watchUntil, now);
        if (over.compareTo(WATCH_INTERVAL) < 0) {
            return WATCH_INTERVAL;
        }
        return over.compareTo(MOST_BETWEEN_LOOKS) < 0 ? over : MOST_BETWEEN_LOOKS;
    }

    boolean ended() {
        return state == RunState.CREATED || state == RunState.FAILED;
    }
}
