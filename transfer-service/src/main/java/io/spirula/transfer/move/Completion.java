package io.spirula.transfer.move;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.MoveCounts;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.replica.CompletionMark;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.transfer.copy.CompletedMove;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records what was committed on the target: the very last step of a move. A new generation takes its name before, so that
 * the records tell the name it has; a process that dies in between finds both again by their ids.
 */
final class Completion {

    private final Attempt attempt;
    private final Naming naming;
    private final MoveTools tools;

    Completion(Attempt attempt) {
        this.attempt = attempt;
        this.naming = new Naming(attempt);
        this.tools = attempt.tools();
    }

    void complete(
            TrackedCopy copy,
            OpenReplica open,
            CopyMode mode,
            Optional<TrackedCopy> base,
            CommitResult.Committed committed,
            MoveCounts counts,
            @Nullable PointDigest digest,
            SourceMaps.@Nullable Found found) {
        attempt.turn().requireNewest();
        String name = naming.take(copy, open);
        Replica replica = open.replica();
        CompletedMove move = new CompletedMove(
                mode,
                base.map(from -> from.told().point()).orElse(null),
                found == null ? null : found.diff(),
                found == null ? null : found.why(),
                committed.assurance(),
                counts.changed(),
                counts.written(),
                replica.id(),
                place(open, name, committed.replicaSnapshotId()),
                digest == null ? null : digest.toString());
        CompletionMark mark = new CompletionMark(committed.replicaSnapshotId(), committed.assurance());
        open.head()
                .through(
                        open.image(),
                        () -> ReplicaMetadata.markComplete(
                                open.image().metadata(), copy.told().snapshot(), mark));
        tools.failPoint().reached(FailPoint.Moment.MARKED);
        TrackedCopy done = attempt.turn().runInTransaction(() -> record(copy, replica, name, move));
        tools.failPoint().reached(FailPoint.Moment.DATABASE_COMMITTED);
        meter(done.told(), mode);
        attempt.session().endCleanly(open);
    }

    private TrackedCopy record(TrackedCopy copy, Replica replica, String name, CompletedMove move) {
        Instant now = tools.clock().instant();
        tools.replicas().named(replica.id(), name);
        if (replica.state() == ReplicaState.BUILDING) {
            tools.replicas().promote(replica);
        }
        tools.replicas().wrote(replica.id(), move.bytesMoved());
        TrackedCopy done = tools.transitions().apply(copy.id(), current -> current.completed(move, now));
        tools.transitions().releaseBases(copy.route(), tools.abandons(copy.route()));
        tools.routes().requestTidy(copy.route());
        return done;
    }

    private ReplicaPoint place(OpenReplica open, String name, long snapshotId) {
        ImageRef ref = new ImageRef(
                open.replica().cluster(), open.pool().poolName(), open.pool().namespace(), name);
        return new ReplicaPoint(open.image().id(), ref, open.replica().epoch(), snapshotId);
    }

    private void meter(Copy done, CopyMode mode) {
        Instant started = done.startedAt() == null ? done.requestedAt() : done.startedAt();
        Instant ended = done.endedAt() == null ? started : done.endedAt();
        tools.meters().completed(done, mode, Duration.between(started, ended));
    }
}
