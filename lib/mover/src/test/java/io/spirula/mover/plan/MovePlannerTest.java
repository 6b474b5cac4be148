package io.spirula.mover.plan;

import static io.spirula.mover.plan.Facts.LINEAGE;
import static io.spirula.mover.plan.Facts.REPLICA;
import static io.spirula.mover.plan.Facts.SIZE;
import static io.spirula.mover.plan.Facts.SOURCE;
import static io.spirula.mover.plan.Facts.point;
import static io.spirula.mover.plan.Facts.replica;
import static io.spirula.mover.plan.Facts.source;
import static io.spirula.mover.plan.Facts.unproven;
import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.mover.Base;
import io.spirula.mover.plan.MovePlan.AlreadyThere;
import io.spirula.mover.plan.MovePlan.Conflict;
import io.spirula.mover.plan.MovePlan.Conflict.Code;
import io.spirula.mover.plan.MovePlan.Full;
import io.spirula.mover.plan.MovePlan.Increment;
import io.spirula.mover.plan.MovePlan.Resume;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.MirrorRole;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MovePlannerTest {

    private static final ImageId OTHER = new ImageId("aaaa", 2, "", "s2");
    private static final ImageId BEGUN = new ImageId("bbbb", 3, "", "r2");

    private static Arguments when(String what, Consumer<Facts> bend, String expected) {
        return Arguments.of(what, bend, expected);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                when("both sides agree", f -> {}, "increment from 12"),
                when("HEAD was written to", f -> f.head = HeadState.DIRTY, "increment from 12 after rollback"),
                when("HEAD is not known", f -> f.head = HeadState.UNKNOWN, "increment from 12"),
                when(
                        "the source lost the newest",
                        f -> f.sourceSnapshots.remove(2),
                        "increment from 11 after rollback"),
                when("the target lost the newest", f -> f.replicaSnapshots.remove(2), "increment from 11"),
                when(
                        "a person took a snapshot on the replica",
                        f -> f.replicaSnapshots.add(new SnapshotFact(60, "mine", SIZE)),
                        "increment from 12 after rollback"),
                when(
                        "the newest is not proven",
                        f -> f.points.set(2, unproven(12, 52)),
                        "increment from 11 after rollback"),
                when("the end is older than the newest", f -> f.end = source(11), "already there 51, complete"),
                when(
                        "the end is older than the newest and not there",
                        f -> {
                            f.end = source(11);
                            f.points.remove(1);
                            f.replicaSnapshots.remove(1);
                        },
                        "increment from 10 after rollback"),
                when("nothing is common", f -> f.sourceSnapshots.removeIf(s -> s.id() < 13), "full 5"),
                when(
                        "snapshots of the same names have other ids",
                        f -> {
                            f.sourceSnapshots.clear();
                            f.sourceSnapshots.add(new SnapshotFact(90, "spirula-12", SIZE));
                            f.end = source(91);
                            f.sourceSnapshots.add(f.end);
                        },
                        "full 5"),
                when("the image was deleted and created again under its name", f -> f.sourceImage = OTHER, "full 5"),
                when("the replica has no point", f -> f.points.clear(), "full 5"),
                when("there was never a replica", f -> f.otherReplica = new ReplicaFacts.None(), "full 5"),
                when(
                        "there was never anything",
                        f -> {
                            f.otherReplica = new ReplicaFacts.None();
                            f.nameHolder = new NameHolder.Nobody();
                            f.highestEpoch = 0;
                        },
                        "full 1"),
                when("the replica is gone", f -> f.otherReplica = new ReplicaFacts.Gone(REPLICA), "full 5"),
                when(
                        "a generation was left unfinished",
                        f -> {
                            f.otherReplica = new ReplicaFacts.None();
                            f.unfinished = new UnfinishedGeneration(BEGUN, 9, null);
                        },
                        "full 10 discarding r2"),
                when(
                        "an unfinished generation lies beside a good one",
                        f -> f.unfinished = new UnfinishedGeneration(BEGUN, 5, null),
                        "increment from 12"),
                when(
                        "the epochs known are behind",
                        f -> {
                            f.highestEpoch = 0;
                            f.points.clear();
                        },
                        "full 5"),
                when(
                        "the base has another size on the replica",
                        f -> f.replicaSnapshots.set(2, new SnapshotFact(52, "spirula-12", SIZE - 1)),
                        "increment from 11 after rollback"),
                when("the image has shrunk", f -> f.end = resized(f, SIZE / 2), "increment from 12"),
                when("the image has grown", f -> f.end = resized(f, SIZE * 2), "increment from 12"),
                when("the image has become empty", f -> f.end = resized(f, 0), "increment from 12"),
                when(
                        "the base was empty",
                        f -> {
                            f.sourceSnapshots.set(2, new SnapshotFact(12, "spirula-12", 0));
                            f.replicaSnapshots.set(2, new SnapshotFact(52, "spirula-12", 0));
                        },
                        "increment from 12"),
                when("the point is there and recorded", f -> stand(f, true), "already there 53, complete"),
                when("the point is there and not recorded", f -> stand(f, false), "already there 53, unproven"),
                when(
                        "the point is recorded but its snapshot is gone",
                        f -> f.points.add(point(13, 53)),
                        "increment from 12"),
                when(
                        "the point's snapshot has another size",
                        f -> {
                            f.points.add(point(13, 53));
                            f.replicaSnapshots.add(new SnapshotFact(53, "other", SIZE + 1));
                        },
                        "increment from 12 after rollback"),
                when(
                        "the point is there, recorded, and the source's is gone",
                        f -> {
                            stand(f, true);
                            f.sourceSnapshots.remove(3);
                        },
                        "already there 53, complete"),
                when("the end is gone", f -> f.sourceSnapshots.remove(3), Code.SOURCE_SNAPSHOT_GONE.name()),
                when(
                        "the unproven point's source is gone",
                        f -> {
                            stand(f, false);
                            f.sourceSnapshots.remove(3);
                        },
                        Code.SOURCE_SNAPSHOT_GONE.name()),
                when(
                        "the end of a first full is gone",
                        f -> {
                            f.otherReplica = new ReplicaFacts.None();
                            f.sourceSnapshots.remove(3);
                        },
                        Code.SOURCE_SNAPSHOT_GONE.name()),
                when("the replica says nothing of itself", f -> f.found = null, Code.REPLICA_NOT_OURS.name()),
                when(
                        "the replica says it is another disk's",
                        f -> f.found = new ReplicaIdentity(new LineageId(new UUID(0, 8)), SOURCE, 4),
                        Code.REPLICA_NOT_OURS.name()),
                when(
                        "the replica says it was made from another image than recorded",
                        f -> f.found = new ReplicaIdentity(LINEAGE, OTHER, 4),
                        Code.REPLICA_NOT_OURS.name()),
                when(
                        "the replica says it is of a later epoch",
                        f -> f.found = new ReplicaIdentity(LINEAGE, SOURCE, 5),
                        Code.REPLICA_EPOCH_DIFFERS.name()),
                when(
                        "the replica says it is of an earlier epoch",
                        f -> f.found = new ReplicaIdentity(LINEAGE, SOURCE, 3),
                        Code.REPLICA_EPOCH_DIFFERS.name()),
                when("somebody holds its lock", f -> f.strangerWithLock = "10.0.0.9:0/77", Code.REPLICA_IN_USE.name()),
                when("it is mirrored", f -> f.mirrorRole = MirrorRole.NON_PRIMARY, Code.REPLICA_MIRRORED.name()),
                when("it is mirrored from here", f -> f.mirrorRole = MirrorRole.PRIMARY, Code.REPLICA_MIRRORED.name()),
                when(
                        "another snapshot has the point's name",
                        f -> f.replicaSnapshots.add(new SnapshotFact(60, "spirula-13", SIZE)),
                        Code.REPLICA_SNAPSHOT_NAME_TAKEN.name()),
                when(
                        "a stranger has the name a full needs",
                        f -> {
                            f.otherReplica = new ReplicaFacts.None();
                            f.nameHolder = new NameHolder.Stranger(OTHER, null);
                        },
                        Code.TARGET_NAME_TAKEN.name()),
                when(
                        "a stranger has the name but the replica goes on",
                        f -> f.nameHolder = new NameHolder.Stranger(OTHER, null),
                        "increment from 12"));
    }

    static Stream<Arguments> begun() {
        return Stream.of(
                when("the very move was begun", f -> f.begun = f.increment(), "resume from 12"),
                when(
                        "HEAD is not the base for that reason",
                        f -> {
                            f.begun = f.increment();
                            f.head = HeadState.DIRTY;
                        },
                        "resume from 12"),
                when(
                        "the image has shrunk",
                        f -> {
                            f.end = resized(f, SIZE / 2);
                            f.begun = f.increment();
                        },
                        "resume from 12"),
                when(
                        "it was of another disk",
                        f -> f.begun = with(new ReplicaIdentity(new LineageId(new UUID(0, 8)), SOURCE, 4)),
                        "increment from 12"),
                when(
                        "it was of another source",
                        f -> f.begun = with(new ReplicaIdentity(LINEAGE, OTHER, 4)),
                        "increment from 12"),
                when(
                        "it was of another epoch",
                        f -> f.begun = with(new ReplicaIdentity(LINEAGE, SOURCE, 3)),
                        "increment from 12"),
                when(
                        "it was into another image",
                        f -> f.begun =
                                new MoveIdentity(f.recorded, BEGUN, 13, new Base(12, 52), SIZE, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "it was of another end",
                        f -> f.begun =
                                new MoveIdentity(f.recorded, REPLICA, 12, new Base(12, 52), SIZE, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "it was from another base",
                        f -> f.begun =
                                new MoveIdentity(f.recorded, REPLICA, 13, new Base(11, 51), SIZE, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "it was from another snapshot of the replica",
                        f -> f.begun =
                                new MoveIdentity(f.recorded, REPLICA, 13, new Base(12, 51), SIZE, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "it was a full",
                        f -> f.begun = new MoveIdentity(f.recorded, REPLICA, 13, null, SIZE, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "the end had another size",
                        f -> f.begun = new MoveIdentity(
                                f.recorded, REPLICA, 13, new Base(12, 52), SIZE + 1, MoveIdentity.FORMAT),
                        "increment from 12"),
                when(
                        "another version kept it",
                        f -> f.begun = new MoveIdentity(
                                f.recorded, REPLICA, 13, new Base(12, 52), SIZE, MoveIdentity.FORMAT - 1),
                        "increment from 12"),
                when(
                        "the source lost its base",
                        f -> {
                            f.begun = f.increment();
                            f.sourceSnapshots.remove(2);
                        },
                        "increment from 11 after rollback"),
                when(
                        "somebody took a snapshot of what is half done",
                        f -> {
                            f.begun = f.increment();
                            f.replicaSnapshots.add(new SnapshotFact(60, "mine", SIZE));
                        },
                        "increment from 12 after rollback"),
                when(
                        "it was committed",
                        f -> {
                            f.begun = f.increment();
                            stand(f, false);
                        },
                        "already there 53, unproven"),
                when(
                        "its end is gone",
                        f -> {
                            f.begun = f.increment();
                            f.sourceSnapshots.remove(3);
                        },
                        Code.SOURCE_SNAPSHOT_GONE.name()),
                when(
                        "somebody holds the lock",
                        f -> {
                            f.begun = f.increment();
                            f.strangerWithLock = "10.0.0.9:0/77";
                        },
                        Code.REPLICA_IN_USE.name()),
                when("the very full was begun", f -> seeding(f, 9, f.seeding(BEGUN, 9)), "resume the full"),
                when(
                        "the full that was begun is of the next generation of a replica without a common point",
                        f -> {
                            f.sourceSnapshots.removeIf(s -> s.id() < 13);
                            f.unfinished = new UnfinishedGeneration(BEGUN, 5, f.seeding(BEGUN, 5));
                        },
                        "resume the full"),
                when(
                        "the full that was begun is not needed any more",
                        f -> f.unfinished = new UnfinishedGeneration(BEGUN, 5, f.seeding(BEGUN, 5)),
                        "increment from 12"),
                when(
                        "the full was of another end",
                        f -> seeding(
                                f,
                                9,
                                new MoveIdentity(
                                        new ReplicaIdentity(LINEAGE, SOURCE, 9),
                                        BEGUN,
                                        12,
                                        null,
                                        SIZE,
                                        MoveIdentity.FORMAT)),
                        "full 10 discarding r2"),
                when("the full was of another epoch", f -> seeding(f, 9, f.seeding(BEGUN, 8)), "full 10 discarding r2"),
                when(
                        "the full was into another image",
                        f -> seeding(f, 9, f.seeding(OTHER, 9)),
                        "full 10 discarding r2"),
                when(
                        "a later generation was given its number since",
                        f -> {
                            seeding(f, 9, f.seeding(BEGUN, 9));
                            f.highestEpoch = 10;
                        },
                        "full 11 discarding r2"),
                when(
                        "a stranger has the name of the full",
                        f -> {
                            seeding(f, 9, f.seeding(BEGUN, 9));
                            f.nameHolder = new NameHolder.Stranger(OTHER, null);
                        },
                        Code.TARGET_NAME_TAKEN.name()));
    }

    private static MoveIdentity with(ReplicaIdentity replica) {
        return new MoveIdentity(replica, REPLICA, 13, new Base(12, 52), SIZE, MoveIdentity.FORMAT);
    }

    private static void seeding(Facts facts, long epoch, MoveIdentity begun) {
        facts.otherReplica = new ReplicaFacts.None();
        facts.unfinished = new UnfinishedGeneration(BEGUN, epoch, begun);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("begun")
    void goesOnWithTheVerySameMoveAlone(String what, Consumer<Facts> bend, String expected) {
        plansWhatTheFactsAllow(what, bend, expected);
    }

    @Test
    void tellsWhyAMoveIsNotGoneOnWith() {
        Facts facts = new Facts();
        facts.begun = new MoveIdentity(facts.recorded, REPLICA, 12, new Base(11, 51), SIZE, MoveIdentity.FORMAT);

        assertThat(facts.plan().why()).contains("is not gone on with", "its end was 12 and is 13 now");
    }

    private static SnapshotFact resized(Facts facts, long size) {
        SnapshotFact end = new SnapshotFact(13, "spirula-13", size);
        facts.sourceSnapshots.set(3, end);
        return end;
    }

    private static void stand(Facts facts, boolean complete) {
        facts.points.add(new KnownPoint(13, 53, "spirula-13", complete));
        facts.replicaSnapshots.add(replica(53, 13));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cases")
    void plansWhatTheFactsAllow(String what, Consumer<Facts> bend, String expected) {
        Facts facts = new Facts();
        bend.accept(facts);

        MovePlan plan = facts.plan();

        assertThat(describe(plan)).isEqualTo(expected);
        assertThat(plan.why()).isNotBlank();
    }

    private static String describe(MovePlan plan) {
        if (plan instanceof Full full) {
            return "full " + full.epoch()
                    + (full.discard() == null
                            ? ""
                            : " discarding " + full.discard().image());
        }
        if (plan instanceof Increment increment) {
            return "increment from " + increment.base().sourceSnapshotId()
                    + (increment.rollbackFirst() ? " after rollback" : "");
        }
        if (plan instanceof Resume resume) {
            KnownPoint base = resume.base();
            return base == null ? "resume the full" : "resume from " + base.sourceSnapshotId();
        }
        if (plan instanceof AlreadyThere there) {
            return "already there " + there.point().replicaSnapshotId()
                    + (there.point().complete() ? ", complete" : ", unproven");
        }
        return ((Conflict) plan).code().name();
    }

    @Test
    void namesAnOlderCommonPointToProveAStandingOneAgainst() {
        Facts facts = new Facts();
        stand(facts, false);

        assertThat(facts.plan())
                .isInstanceOfSatisfying(
                        AlreadyThere.class,
                        there -> assertThat(there.olderBase()).isEqualTo(point(12, 52)));
    }

    @Test
    void tellsWhoUsesTheReplica() {
        Facts facts = new Facts();
        facts.strangerWithLock = "10.0.0.8:0/12";

        assertThat(facts.plan().why()).contains("10.0.0.8:0/12", "10.0.0.9:0/77", REPLICA.text());
    }

    @Test
    void showsHostileNamesHarmlessly() {
        Facts facts = new Facts();
        facts.end = new SnapshotFact(99, "evil\nname", SIZE);
        facts.sourceSnapshots = List.of();

        assertThat(facts.plan().why()).contains("evil\\x0aname").doesNotContain("\n");
    }
}
