package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MoverOracleTest {

    private static final long LARGEST = 5 << 20;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyCopiedSnapshotEqualsItsSourceWhateverTheOwnerDid(long seed) {
        Random random = new Random(seed);
        try (InMemorySites sites = new InMemorySites();
                Copies copies = sites.copies(anySpec(random))) {
            copies.limits = Copies.limits(anyOf(random, WritePath.values()));
            copies.diff = seed % 2 == 0 ? DiffMode.FAST : DiffMode.EXACT;
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            Map<Long, byte[]> expected = new HashMap<>();
            for (int point = 0; point < 8; point++) {
                owner.work(random.nextInt(8));
                long passedOver = random.nextInt(3) == 0 ? copies.snapshot("passed-over-" + point) : 0;
                owner.work(random.nextInt(4));
                long end = copies.snapshot("point-" + point);
                expected.put(end, ImageBytes.read(copies.owner()));
                owner.work(random.nextInt(4));
                if (passedOver != 0 && random.nextBoolean()) {
                    copies.owner().snapshots().remove(passedOver);
                }

                CommitResult result = copies.copy(end);

                assertThat(result)
                        .isInstanceOfSatisfying(
                                CommitResult.Committed.class,
                                committed -> assertThat(committed.assurance()).isEqualTo(Assurance.VERIFIED));
            }
            for (Base base : copies.bases()) {
                try (RbdImage replica = copies.openReplicaAt(base.targetSnapshotId())) {
                    assertThat(ImageBytes.read(replica))
                            .as("source snapshot " + base.sourceSnapshotId())
                            .isEqualTo(expected.get(base.sourceSnapshotId()));
                    assertThat(copies.digests.get(base.sourceSnapshotId())).isEqualTo(ImageBytes.digest(replica));
                }
            }
            assertThat(copies.head.rolledBack()).isFalse();
        }
    }

    static LongStream faultySeeds() {
        return LongStream.range(1000, 1030);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("faultySeeds")
    void whateverFailsInBetweenACommittedPointIsEqual(long seed) {
        Random random = new Random(seed);
        try (InMemorySites sites = new InMemorySites();
                Copies copies = sites.copies(anySpec(random))) {
            copies.limits = Copies.limits(anyOf(random, WritePath.values()));
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            int failures = 0;
            for (int point = 0; point < 6; point++) {
                owner.work(1 + random.nextInt(8));
                long end = copies.snapshot("point-" + point);
                copies.target = FaultyImage.spoiling(random);
                while (!tryToCopy(copies, end)) {
                    failures++;
                    copies.target = random.nextBoolean() ? FaultyImage.spoiling(random) : UnaryOperator.identity();
                }
                try (RbdImage source = copies.openSourceAt(end);
                        RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                    assertThat(ImageBytes.read(replica))
                            .as("point " + point + " after " + failures + " failures")
                            .isEqualTo(ImageBytes.read(source));
                    assertThat(copies.digests.get(end)).isEqualTo(ImageBytes.digest(source));
                }
            }
        }
    }

    private static boolean tryToCopy(Copies copies, long end) {
        try {
            return copies.copy(end) instanceof CommitResult.Committed;
        } catch (MoveFailedException e) {
            assertThat(e.code()).isEqualTo("RBD_ETIMEDOUT");
            return false;
        }
    }

    private static WritePath anyOf(Random random, WritePath... paths) {
        return paths[random.nextInt(paths.length)];
    }

    private static ImageSpec anySpec(Random random) {
        ImageSpec spec = ImageSpec.ofSize(random.nextInt(5) == 0 ? 0 : random.nextLong(LARGEST))
                .withOrder(12 + random.nextInt(11));
        if (random.nextBoolean()) {
            spec = spec.withFeatures(new ImageFeatures(1));
        }
        return random.nextInt(3) == 0 && spec.order() >= 14 ? spec.withStriping(4096, 1 + random.nextInt(4)) : spec;
    }
}
