package io.spirula.mover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.mover.Base;
import io.spirula.mover.plan.MovePlan.AlreadyThere;
import io.spirula.mover.plan.MovePlan.Full;
import io.spirula.mover.plan.MovePlan.Increment;
import io.spirula.mover.plan.MovePlan.Resume;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.MirrorRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MovePlannerPropertiesTest {

    private static final ImageId BEGUN = new ImageId("bbbb", 3, "", "r2");

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neverPlansWhatCouldHarm(long seed) {
        Random random = new Random(seed);
        Facts facts = anyFacts(random);
        MovePlan plan = facts.plan();

        boolean endIsThere = facts.sourceSnapshots.stream().anyMatch(s -> s.id() == facts.end.id());
        if (plan instanceof Increment increment) {
            KnownPoint base = increment.base();
            assertThat(endIsThere).isTrue();
            assertThat(facts.sourceImage).isEqualTo(facts.recorded.source()).isEqualTo(facts.found.source());
            assertThat(facts.found).isEqualTo(facts.recorded);
            assertThat(facts.strangerWithLock).isNull();
            assertThat(facts.mirrorRole).isEqualTo(MirrorRole.NONE);
            assertThat(base.complete()).isTrue();
            assertThat(base.sourceSnapshotId()).isLessThan(facts.end.id());
            assertThat(usable(facts, base)).isTrue();
            assertThat(facts.points.stream()
                            .filter(point -> point.complete() && point.sourceSnapshotId() < facts.end.id())
                            .filter(point -> usable(facts, point))
                            .mapToLong(KnownPoint::sourceSnapshotId)
                            .max())
                    .as("the newest possible base")
                    .hasValue(base.sourceSnapshotId());
            if (facts.head == HeadState.DIRTY) {
                assertThat(increment.rollbackFirst()).isTrue();
            }
        }
        if (plan instanceof Resume resume) {
            assertThat(endIsThere).isTrue();
            assertThat(facts.strangerWithLock != null && resume.base() != null).isFalse();
            MoveIdentity begun = resume.base() == null ? facts.unfinished.begun() : facts.begun;
            assertThat(begun.end()).isEqualTo(facts.end.id());
            assertThat(begun.size()).isEqualTo(facts.end.size());
            assertThat(begun.format()).isEqualTo(MoveIdentity.FORMAT);
            assertThat(begun.replica().source()).isEqualTo(facts.sourceImage);
            if (resume.base() == null) {
                assertThat(begun.base()).isNull();
                assertThat(begun.image()).isEqualTo(facts.unfinished.image());
                assertThat(begun.replica().epoch())
                        .isEqualTo(facts.unfinished.epoch())
                        .isGreaterThanOrEqualTo(facts.highestEpoch);
                assertThat(facts.nameHolder).isNotInstanceOf(NameHolder.Stranger.class);
            } else {
                assertThat(begun.base())
                        .isEqualTo(new Base(
                                resume.base().sourceSnapshotId(), resume.base().replicaSnapshotId()));
                assertThat(begun.image()).isEqualTo(Facts.REPLICA);
                assertThat(begun.replica()).isEqualTo(facts.recorded).isEqualTo(facts.found);
                assertThat(usable(facts, resume.base())).isTrue();
                assertThat(facts.replicaSnapshots.stream()
                                .mapToLong(SnapshotFact::id)
                                .max())
                        .as("nothing was snapshotted since")
                        .hasValue(resume.base().replicaSnapshotId());
            }
        }
        if (plan instanceof Full full) {
            assertThat(endIsThere).isTrue();
            assertThat(facts.nameHolder).isNotInstanceOf(NameHolder.Stranger.class);
            assertThat(full.epoch()).isGreaterThan(facts.highestEpoch);
            assertThat(full.discard()).isNotEqualTo(Facts.REPLICA);
        }
        if (plan instanceof AlreadyThere there) {
            assertThat(there.point().sourceSnapshotId()).isEqualTo(facts.end.id());
            assertThat(facts.sourceImage).isEqualTo(facts.found.source());
            assertThat(facts.replicaSnapshots)
                    .anyMatch(s -> s.id() == there.point().replicaSnapshotId() && s.size() == facts.end.size());
            assertThat(there.point().complete() || endIsThere).isTrue();
        }
        Collections.shuffle(facts.points, random);
        Collections.shuffle(facts.sourceSnapshots, random);
        Collections.shuffle(facts.replicaSnapshots, random);
        assertThat(facts.plan()).as("the order of listings means nothing").isEqualTo(plan);
    }

    private static boolean usable(Facts facts, KnownPoint point) {
        return facts.sourceSnapshots.stream()
                .filter(s -> s.id() == point.sourceSnapshotId())
                .anyMatch(s -> facts.replicaSnapshots.stream()
                        .anyMatch(r -> r.id() == point.replicaSnapshotId() && r.size() == s.size()));
    }

    private static Facts anyFacts(Random random) {
        Facts facts = new Facts();
        facts.sourceSnapshots = new ArrayList<>();
        facts.replicaSnapshots = new ArrayList<>();
        facts.points = new ArrayList<>();
        for (long id = 10; id < 16; id++) {
            SnapshotFact snapshot = new SnapshotFact(id, "spirula-" + id, random.nextInt(3));
            if (random.nextInt(4) > 0) {
                facts.sourceSnapshots.add(snapshot);
            }
            if (random.nextBoolean()) {
                facts.points.add(new KnownPoint(id, id + 40, snapshot.name(), random.nextInt(4) > 0));
            }
            if (random.nextInt(4) > 0) {
                facts.replicaSnapshots.add(new SnapshotFact(
                        id + 40, snapshot.name(), random.nextInt(6) > 0 ? snapshot.size() : random.nextInt(3)));
            }
            if (random.nextInt(3) == 0) {
                facts.end = snapshot;
            }
        }
        List<ReplicaIdentity> identities = List.of(
                facts.recorded,
                new ReplicaIdentity(new LineageId(new UUID(0, 8)), Facts.SOURCE, 4),
                new ReplicaIdentity(Facts.LINEAGE, new ImageId("aaaa", 2, "", "s2"), 4),
                new ReplicaIdentity(Facts.LINEAGE, Facts.SOURCE, 5));
        facts.found = random.nextInt(5) > 0 ? facts.recorded : identities.get(random.nextInt(4));
        facts.sourceImage = random.nextInt(8) > 0 ? Facts.SOURCE : new ImageId("aaaa", 2, "", "s2");
        facts.head = HeadState.values()[random.nextInt(3)];
        facts.strangerWithLock = random.nextInt(8) > 0 ? null : "10.0.0.9:0/7";
        facts.mirrorRole = random.nextInt(8) > 0
                ? MirrorRole.NONE
                : MirrorRole.values()[random.nextInt(MirrorRole.values().length)];
        facts.nameHolder = random.nextInt(4) > 0
                ? new NameHolder.Nobody()
                : new NameHolder.Stranger(new ImageId("bbbb", 3, "", "x"), null);
        facts.highestEpoch = 4 + random.nextInt(3);
        if (random.nextInt(4) == 0) {
            facts.otherReplica = random.nextBoolean() ? new ReplicaFacts.None() : new ReplicaFacts.Gone(Facts.REPLICA);
        }
        bendWhatWasBegun(facts, random);
        return facts;
    }

    /** A move of which a part is done, often the very one that is to be made. */
    private static void bendWhatWasBegun(Facts facts, Random random) {
        if (random.nextBoolean()) {
            long epoch = 5 + random.nextInt(3);
            facts.unfinished = new UnfinishedGeneration(BEGUN, epoch, begun(facts, random, BEGUN, epoch, null));
        }
        if (random.nextInt(4) > 0) {
            long base = 10 + random.nextInt(6);
            facts.begun = begun(facts, random, Facts.REPLICA, 4, new Base(base, base + 40));
        }
    }

    private static MoveIdentity begun(Facts facts, Random random, ImageId image, long epoch, Base base) {
        return new MoveIdentity(
                new ReplicaIdentity(Facts.LINEAGE, Facts.SOURCE, random.nextInt(6) > 0 ? epoch : epoch + 1),
                random.nextInt(6) > 0 ? image : new ImageId("bbbb", 3, "", "r9"),
                random.nextInt(6) > 0 ? facts.end.id() : facts.end.id() + 1,
                random.nextInt(6) > 0 ? base : new Base(1, 2),
                random.nextInt(6) > 0 ? facts.end.size() : 7,
                random.nextInt(6) > 0 ? MoveIdentity.FORMAT : 2);
    }
}
