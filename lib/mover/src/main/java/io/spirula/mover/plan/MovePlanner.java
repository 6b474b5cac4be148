package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.mover.Base;
import io.spirula.mover.plan.MovePlan.AlreadyThere;
import io.spirula.mover.plan.MovePlan.Conflict;
import io.spirula.mover.plan.MovePlan.Full;
import io.spirula.mover.plan.MovePlan.Increment;
import io.spirula.mover.plan.MovePlan.Resume;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.RbdNames;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a point comes to a target. Pure and thread-safe.
 *
 * <p>Points are matched by image and snapshot ids alone. A replica that cannot be continued is left as it is, and a new
 * generation is planned beside it; one about which the records and the replica itself disagree is left to people.
 */
public final class MovePlanner {

    private MovePlanner() {}

    public static MovePlan plan(SourceFacts source, TargetFacts target) {
        if (!(target.replica() instanceof ReplicaFacts.Present replica)) {
            return target.replica() instanceof ReplicaFacts.Gone gone
                    ? full(source, target, "the replica " + gone.image() + " is gone from the target")
                    : full(source, target, "the target has no replica yet");
        }
        return identityConflict(source, replica).orElseGet(() -> continueOrSeed(source, target, replica));
    }

    private static MovePlan continueOrSeed(SourceFacts source, TargetFacts target, ReplicaFacts.Present replica) {
        if (!replica.recorded().source().equals(source.image())) {
            return full(
                    source,
                    target,
                    "replica " + replica.image() + " was made from image "
                            + replica.recorded().source() + ", which is another image than " + source.image()
                            + " whatever their names");
        }
        Optional<KnownPoint> standing = standing(source, replica);
        if (standing.isPresent() && standing.get().complete()) {
            return new AlreadyThere(
                    standing.get(), base(source, replica), "the replica has this point, recorded as complete");
        }
        if (!source.endIsThere()) {
            return sourceSnapshotGone(source);
        }
        Optional<MovePlan> refusal = useConflict(replica);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (standing.isPresent()) {
            return new AlreadyThere(
                    standing.get(),
                    base(source, replica),
                    "the replica says that it has this point, but no record proves it: to be verified and recorded");
        }
        KnownPoint base = base(source, replica);
        return base == null
                ? full(source, target, noBase(source, replica))
                : nameConflict(source, replica).orElseGet(() -> increment(source, replica, base));
    }

    private static Optional<MovePlan> identityConflict(SourceFacts source, ReplicaFacts.Present replica) {
        ReplicaIdentity recorded = replica.recorded();
        ReplicaIdentity found = replica.found();
        if (found == null
                || !found.lineage().equals(source.lineage())
                || !recorded.lineage().equals(source.lineage())
                || !found.source().equals(recorded.source())) {
            return Optional.of(new Conflict(
                    Conflict.Code.REPLICA_NOT_OURS,
                    "image " + replica.image() + " should be a replica of lineage " + source.lineage() + " and source "
                            + recorded.source() + ", but its metadata says "
                            + (found == null
                                    ? "nothing readable"
                                    : "lineage " + found.lineage() + " and source " + found.source()),
                    "find out who changed it; move it aside to have a new replica seeded"));
        }
        if (found.epoch() != recorded.epoch()) {
            return Optional.of(new Conflict(
                    Conflict.Code.REPLICA_EPOCH_DIFFERS,
                    "replica " + replica.image() + " is of epoch " + found.epoch() + " by its metadata and of epoch "
                            + recorded.epoch() + " by the records",
                    "another installation or an older database has worked on it: let one of them forget the replica"));
        }
        return Optional.empty();
    }

    private static Optional<MovePlan> useConflict(ReplicaFacts.Present replica) {
        if (replica.mirrorRole() != MirrorRole.NONE) {
            return Optional.of(new Conflict(
                    Conflict.Code.REPLICA_MIRRORED,
                    "rbd-mirror has replica " + replica.image() + " as " + replica.mirrorRole(),
                    "turn mirroring off for this image or protect to another pool"));
        }
        if (replica.strangerWithLock() != null) {
            return Optional.of(new Conflict(
                    Conflict.Code.REPLICA_IN_USE,
                    "client " + replica.strangerWithLock() + " holds the exclusive lock of replica " + replica.image()
                            + (replica.strangersWatching().isEmpty()
                                    ? ""
                                    : "; it is open at " + String.join(", ", replica.strangersWatching())),
                    "stop whoever uses the replica, or restore the point to an image of its own for them"));
        }
        return Optional.empty();
    }

    private static Optional<MovePlan> nameConflict(SourceFacts source, ReplicaFacts.Present replica) {
        return replica.snapshots().stream()
                .filter(snapshot -> snapshot.name().equals(source.end().name()))
                .findFirst()
                .map(snapshot -> new Conflict(
                        Conflict.Code.REPLICA_SNAPSHOT_NAME_TAKEN,
                        "snapshot " + snapshot.id() + " of replica " + replica.image() + " has the name "
                                + RbdNames.printable(snapshot.name()) + " but is not the copy of source snapshot "
                                + source.end().id(),
                        "rename or remove that snapshot"));
    }

    /** The point for the end snapshot, if its snapshot is really there and of the right size. */
    private static Optional<KnownPoint> standing(SourceFacts source, ReplicaFacts.Present replica) {
        return replica.points().stream()
                .filter(point -> point.sourceSnapshotId() == source.end().id())
                .filter(point -> hasSnapshot(replica, point, source.end().size()))
                .max(Comparator.comparing(KnownPoint::complete).thenComparingLong(KnownPoint::replicaSnapshotId));
    }

    private static @Nullable KnownPoint base(SourceFacts source, ReplicaFacts.Present replica) {
        return replica.points().stream()
                .filter(KnownPoint::complete)
                .filter(point -> point.sourceSnapshotId() < source.end().id())
                .filter(point -> source.snapshot(point.sourceSnapshotId())
                        .filter(snapshot -> hasSnapshot(replica, point, snapshot.size()))
                        .isPresent())
                .max(Comparator.comparingLong(KnownPoint::sourceSnapshotId)
                        .thenComparingLong(KnownPoint::replicaSnapshotId))
                .orElse(null);
    }

    private static boolean hasSnapshot(ReplicaFacts.Present replica, KnownPoint point, long size) {
        return replica.snapshots().stream()
                .anyMatch(snapshot -> snapshot.id() == point.replicaSnapshotId() && snapshot.size() == size);
    }

    private static MovePlan increment(SourceFacts source, ReplicaFacts.Present replica, KnownPoint base) {
        boolean newestIsBase =
                replica.snapshots().stream().mapToLong(SnapshotFact::id).max().orElseThrow()
                        == base.replicaSnapshotId();
        boolean rollbackFirst = !newestIsBase || replica.head() == HeadState.DIRTY;
        String why =
                "source snapshot " + base.sourceSnapshotId() + " is the newest complete point that both sides have";
        MoveIdentity begun = replica.begun();
        Optional<String> obstacle = Optional.empty();
        if (begun != null) {
            obstacle = newestIsBase
                    ? begun.differenceFrom(identity(
                            source,
                            replica.recorded(),
                            replica.image(),
                            new Base(base.sourceSnapshotId(), base.replicaSnapshotId())))
                    : Optional.of("the replica has a snapshot that is newer than its base");
            if (obstacle.isEmpty()) {
                return new Resume(base, why + ", and the move from it was begun");
            }
        }
        return new Increment(
                base,
                rollbackFirst,
                why
                        + (rollbackFirst ? "; the replica's HEAD has left it and is rolled back first" : "")
                        + obstacle.map(MovePlanner::begunAnew).orElse(""));
    }

    private static MoveIdentity identity(
            SourceFacts source, ReplicaIdentity replica, ImageId image, @Nullable Base base) {
        return new MoveIdentity(
                replica, image, source.end().id(), base, source.end().size(), MoveIdentity.FORMAT);
    }

    private static String begunAnew(String obstacle) {
        return "; the move that was begun is not gone on with: " + obstacle;
    }

    private static String noBase(SourceFacts source, ReplicaFacts.Present replica) {
        long complete = replica.points().stream().filter(KnownPoint::complete).count();
        return "none of the " + complete + " complete points of replica " + replica.image()
                + " is older than source snapshot " + source.end().id()
                + " and still there, unchanged in size, on both sides";
    }

    private static MovePlan full(SourceFacts source, TargetFacts target, String why) {
        if (!source.endIsThere()) {
            return sourceSnapshotGone(source);
        }
        Optional<Conflict> refusal = target.nameHolder().refusal(target.name(), source.claim());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        UnfinishedGeneration unfinished = target.unfinished();
        if (unfinished == null) {
            return new Full(target.nextEpoch(), null, why);
        }
        Optional<String> obstacle = Optional.empty();
        if (unfinished.begun() != null) {
            obstacle = unfinished.epoch() + 1 < target.nextEpoch()
                    ? Optional.of("there is a later generation than " + unfinished.epoch())
                    : unfinished.begun().differenceFrom(seeding(source, unfinished));
            if (obstacle.isEmpty()) {
                return new Resume(null, why + ", and generation " + unfinished.epoch() + " was begun");
            }
        }
        return new Full(
                target.nextEpoch(),
                unfinished.image(),
                why + obstacle.map(MovePlanner::begunAnew).orElse(""));
    }

    private static MoveIdentity seeding(SourceFacts source, UnfinishedGeneration unfinished) {
        ReplicaIdentity replica = new ReplicaIdentity(source.lineage(), source.image(), unfinished.epoch());
        return identity(source, replica, unfinished.image(), null);
    }

    private static Conflict sourceSnapshotGone(SourceFacts source) {
        return new Conflict(
                Conflict.Code.SOURCE_SNAPSHOT_GONE,
                "source image " + source.image() + " has no snapshot "
                        + source.end().id() + " ("
                        + RbdNames.printable(source.end().name()) + ") any more",
                "somebody removed it: run a new backup");
    }
}
