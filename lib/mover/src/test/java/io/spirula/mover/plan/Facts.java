package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.mover.Base;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.MirrorRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Source and target that agree on three points, to be bent by tests. */
final class Facts {

    static final ImageId SOURCE = new ImageId("aaaa", 2, "", "s1");
    static final ImageId REPLICA = new ImageId("bbbb", 3, "", "r1");
    static final LineageId LINEAGE = new LineageId(new UUID(0, 7));
    static final long SIZE = 1 << 20;
    static final NameClaim CLAIM = new NameClaim(
            LINEAGE, "acme", new ImageRef("site-a", "rbd", "", "vm-1"), Instant.parse("2026-01-02T00:00:00Z"));

    ImageId sourceImage = SOURCE;
    List<SnapshotFact> sourceSnapshots = new ArrayList<>(List.of(source(10), source(11), source(12), source(13)));
    SnapshotFact end = source(13);

    ReplicaIdentity recorded = new ReplicaIdentity(LINEAGE, SOURCE, 4);
    ReplicaIdentity found = recorded;
    List<KnownPoint> points = new ArrayList<>(List.of(point(10, 50), point(11, 51), point(12, 52)));
    List<SnapshotFact> replicaSnapshots = new ArrayList<>(List.of(replica(50, 10), replica(51, 11), replica(52, 12)));
    HeadState head = HeadState.CLEAN;
    String strangerWithLock;
    MirrorRole mirrorRole = MirrorRole.NONE;
    MoveIdentity begun;

    ReplicaFacts otherReplica;
    NameHolder nameHolder = new NameHolder.Ours(REPLICA, CLAIM);
    UnfinishedGeneration unfinished;
    long highestEpoch = 4;

    static SnapshotFact source(long id) {
        return new SnapshotFact(id, "spirula-" + id, SIZE);
    }

    static SnapshotFact replica(long id, long ofSource) {
        return new SnapshotFact(id, "spirula-" + ofSource, SIZE);
    }

    static KnownPoint point(long source, long replica) {
        return new KnownPoint(source, replica, "spirula-" + source, true);
    }

    static KnownPoint unproven(long source, long replica) {
        return new KnownPoint(source, replica, "spirula-" + source, false);
    }

    /** The move that both sides agree on. */
    MoveIdentity increment() {
        return new MoveIdentity(recorded, REPLICA, end.id(), new Base(12, 52), end.size(), MoveIdentity.FORMAT);
    }

    /** The full into a generation that was begun. */
    MoveIdentity seeding(ImageId image, long epoch) {
        return new MoveIdentity(
                new ReplicaIdentity(LINEAGE, SOURCE, epoch), image, end.id(), null, end.size(), MoveIdentity.FORMAT);
    }

    MovePlan plan() {
        ReplicaFacts replica = otherReplica != null
                ? otherReplica
                : new ReplicaFacts.Present(
                        REPLICA,
                        recorded,
                        found,
                        points,
                        replicaSnapshots,
                        head,
                        strangerWithLock,
                        strangerWithLock == null ? List.of() : List.of("10.0.0.9:0/77"),
                        mirrorRole,
                        begun);
        return MovePlanner.plan(
                new SourceFacts(sourceImage, CLAIM, sourceSnapshots, end),
                new TargetFacts(
                        new ImageRef("site-b", "rbd", "", "vm-1"), nameHolder, replica, unfinished, highestEpoch));
    }
}
