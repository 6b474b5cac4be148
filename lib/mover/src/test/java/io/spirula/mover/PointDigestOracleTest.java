package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.digest.ImageDigests;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A digest that increments update is always that of all that the image holds, or there is none. */
class PointDigestOracleTest {

    private static final long LARGEST = 6 << 20;

    static LongStream seeds() {
        return LongStream.range(0, 24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDigestIsThatOfAllTheContentHoweverItWasMoved(long seed) {
        Random random = new Random(seed);
        try (InMemorySites sites = new InMemorySites();
                Copies copies = sites.copies(anySpec(random))) {
            copies.limits = Copies.limits(WritePath.values()[random.nextInt(2)]);
            copies.diff = seed % 2 == 0 ? DiffMode.FAST : DiffMode.EXACT;
            RandomOwner owner = new RandomOwner(random, copies.owner(), LARGEST);
            List<Long> ends = new ArrayList<>();
            for (int point = 0; point < 9; point++) {
                owner.work(random.nextInt(9));
                if (random.nextInt(5) == 0 && !ends.isEmpty()) {
                    copies.owner().snapshots().rollback(ends.get(random.nextInt(ends.size())), (done, total) -> {});
                    owner.work(random.nextInt(3));
                }
                long end = copies.snapshot("point-" + point);
                ends.add(end);
                copies.everything = random.nextInt(6) == 0;
                copies.digest = random.nextInt(8) != 0;
                Base base = anyBase(random, copies);
                boolean follows = base == null
                        || copies.everything
                        || (copies.digest && copies.digests.containsKey(base.sourceSnapshotId()));

                CommitResult result = base == null || base.equals(copies.newest())
                        ? new CutMoves(copies, random, end).run(random.nextInt(3))
                        : copies.copySince(base, end);

                assertThat(result).isInstanceOf(CommitResult.Committed.class);
                assertThat(copies.digests.containsKey(end))
                        .as("point %d has a digest", point)
                        .isEqualTo(follows);
                assertRight(copies, end, follows);
            }
        }
    }

    private static void assertRight(Copies copies, long end, boolean known) {
        try (RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId());
                RbdImage source = copies.openSourceAt(end)) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
            assertThat(new ImageDigests(copies.limits).of(replica, MoveContext.UNATTENDED))
                    .isEqualTo(ImageBytes.digest(source));
            if (known) {
                assertThat(copies.digests.get(end)).isEqualTo(ImageBytes.digest(source));
            }
        }
    }

    /** The newest more often than not, any older one, and none while there are no others. */
    private static Base anyBase(Random random, Copies copies) {
        List<Base> bases = copies.bases();
        if (bases.isEmpty()) {
            return null;
        }
        return random.nextInt(3) == 0 ? bases.get(random.nextInt(bases.size())) : copies.newest();
    }

    private static ImageSpec anySpec(Random random) {
        ImageSpec spec = ImageSpec.ofSize(random.nextInt(5) == 0 ? 0 : random.nextLong(LARGEST))
                .withOrder(12 + random.nextInt(11));
        if (random.nextInt(3) == 0) {
            spec = spec.withFeatures(new ImageFeatures(1));
        }
        return random.nextInt(3) == 0 && spec.order() >= 14 ? spec.withStriping(4096, 1 + random.nextInt(4)) : spec;
    }
}
