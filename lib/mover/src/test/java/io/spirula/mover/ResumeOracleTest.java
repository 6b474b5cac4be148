package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Assurance;
import io.spirula.mover.commit.CommitResult;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Moves that are cut anywhere and gone on with make the very same points, and move nothing twice that a checkpoint has. */
class ResumeOracleTest {

    private static final long LARGEST = 9 << 20;

    static LongStream seeds() {
        return LongStream.range(0, 24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMoveThatIsCutAndResumedMakesWhatOneWithoutACutMakes(long seed) {
        Random random = new Random(seed);
        ImageSpec spec = anySpec(random);
        try (InMemorySites sites = new InMemorySites();
                InMemorySites twins = new InMemorySites();
                Copies copies = sites.copies(spec);
                Copies uncut = twins.copies(spec)) {
            copies.limits = Copies.limits(WritePath.values()[random.nextInt(2)]);
            uncut.limits = copies.limits;
            for (int point = 0; point < 4; point++) {
                long work = random.nextLong();
                new RandomOwner(new Random(work), copies.owner(), LARGEST).work(12);
                new RandomOwner(new Random(work), uncut.owner(), LARGEST).work(12);
                uncut.protect("point-" + point);
                long end = copies.snapshot("point-" + point);

                CutMoves cut = new CutMoves(copies, random, end);
                CommitResult result = cut.run(random.nextInt(4));

                assertThat(result)
                        .isInstanceOfSatisfying(
                                CommitResult.Committed.class,
                                committed -> assertThat(committed.assurance()).isEqualTo(Assurance.VERIFIED));
                assertEqual(copies, end);
                assertThat(cut.counts)
                        .as("point %d after %d cuts and %d checkpoints", point, cut.cuts, cut.checkpoints)
                        .isEqualTo(uncut.counts);
                assertThat(cut.written)
                        .as("all that was written: what one move takes, and what no checkpoint had")
                        .isEqualTo(uncut.counts.written() + cut.lost);
            }
        }
    }

    private static void assertEqual(Copies copies, long end) {
        try (RbdImage source = copies.openSourceAt(end);
                RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
            assertThat(copies.digests.get(end)).isEqualTo(ImageBytes.digest(source));
        }
    }

    private static ImageSpec anySpec(Random random) {
        ImageSpec spec = ImageSpec.ofSize(random.nextLong(LARGEST)).withOrder(14 + random.nextInt(9));
        if (random.nextInt(3) == 0) {
            spec = spec.withFeatures(new ImageFeatures(1));
        }
        return random.nextInt(3) == 0 ? spec.withStriping(4096, 1 + random.nextInt(4)) : spec;
    }
}
