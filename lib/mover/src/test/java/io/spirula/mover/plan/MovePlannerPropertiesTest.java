package io.spirula.mover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.mover.plan.MovePlan.AlreadyThere;
import io.spirula.mover.plan.MovePlan.Full;
import io.spirula.mover.plan.MovePlan.Increment;
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
        return facts;
    }
}
