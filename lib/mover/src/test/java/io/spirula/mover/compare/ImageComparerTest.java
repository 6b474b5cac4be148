package io.spirula.mover.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spirula.mover.Copies;
import io.spirula.mover.FaultyImage;
import io.spirula.mover.FaultyQueue;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.digest.DigestSum;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageComparerTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final ImageComparer comparer = new ImageComparer(Copies.LIMITS);
    private final RbdImage left = image("left");
    private final RbdImage right = image("right");

    private RbdImage image(String name) {
        sites.poolA.create(name, ImageSpec.ofSize(20 * MIB));
        return sites.poolA.open(ImageLocator.byName(name));
    }

    @AfterEach
    void close() {
        sites.close();
    }

    private Comparison compare() {
        return comparer.compare(left, right, MoveContext.UNATTENDED);
    }

    private void writeBoth(long seed, long offset, int length) {
        left.write(offset, ImageBytes.random(new Random(seed), length));
        right.write(offset, ImageBytes.random(new Random(seed), length));
    }

    @Test
    void emptyImagesAreEqual() {
        assertThat(compare()).isEqualTo(new Comparison.Equal(20 * MIB, 0));
    }

    @Test
    void equalContentIsEqualHoweverItIsAllocated() {
        writeBoth(1, 3, 9 * MIB);
        left.write(12 * MIB, ImageBytes.direct(new byte[4096]));

        assertThat(compare()).isInstanceOf(Comparison.Equal.class);
    }

    @Test
    void imagesOfSizeZeroAreEqual() {
        left.resize(0);
        right.resize(0);

        assertThat(compare()).isEqualTo(new Comparison.Equal(0, 0));
    }

    @Test
    void differentSizesAreTold() {
        right.resize(20 * MIB + 1);

        assertThat(compare()).isEqualTo(new Comparison.SizesDiffer(20 * MIB, 20 * MIB + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4 * MIB - 1, 4 * MIB, 11 * MIB + 777, 20 * MIB - 1})
    void oneByteOfDifferenceIsFoundWhereverItIs(long offset) {
        writeBoth(2, 0, 20 * MIB);
        byte[] all = ImageBytes.read(left);
        byte other = (byte) (all[(int) offset] ^ 1);
        right.write(offset, ImageBytes.direct(new byte[] {other}));

        assertThat(compare())
                .isEqualTo(new Comparison.BytesDiffer(
                        offset, all[(int) offset], other, 1, 20 * MIB, List.of(new Range(offset, 1))));
        assertThat(compare().evidence()).contains("offset " + offset);
    }

    @ParameterizedTest
    @CsvSource({"0, 20, 1", "8, 12, 1", "9, 10, 1", "0, 9, 0", "10, 20, 0", "12, 12, 0", "8, 999, 1"})
    void ofAPartOnlyThePartIsCompared(long fromMib, long toMib, int different) {
        writeBoth(2, 0, 20 * MIB);
        right.write(9 * MIB + 5, ImageBytes.direct(new byte[] {1, 2, 3, 4, 5}));

        DigestSum held = new DigestSum();
        Comparison found = comparer.comparePart(left, right, fromMib * MIB, toMib * MIB, held, MoveContext.UNATTENDED);

        int from = (int) fromMib * MIB;
        int end = (int) Math.min(toMib, 20) * MIB;
        assertThat(held.value())
                .isEqualTo(PointDigest.of(from, ByteBuffer.wrap(ImageBytes.read(left), from, end - from)));

        if (different == 0) {
            assertThat(found).isEqualTo(new Comparison.Equal(20 * MIB, (toMib - fromMib) * MIB));
        } else {
            assertThat(found)
                    .isInstanceOfSatisfying(
                            Comparison.BytesDiffer.class,
                            bytes -> assertThat(bytes.places()).singleElement().satisfies(place -> {
                                assertThat(place.offset()).isBetween(9L * MIB + 5, 9L * MIB + 6);
                                assertThat(place.end()).isBetween(9L * MIB + 9, 9L * MIB + 10);
                            }));
        }
    }

    @Test
    void sizesAreComparedWithAnyPart() {
        right.resize(21 * MIB);

        assertThat(comparer.comparePart(left, right, 0, MIB, new DigestSum(), MoveContext.UNATTENDED))
                .isEqualTo(new Comparison.SizesDiffer(20 * MIB, 21 * MIB));
    }

    @Test
    void dataThatOnlyOneSideHasIsFoundOnEitherSide() {
        left.write(5 * MIB, ImageBytes.direct(new byte[] {7}));
        assertThat(compare())
                .isInstanceOfSatisfying(
                        Comparison.BytesDiffer.class,
                        found -> assertThat(found.offset()).isEqualTo(5 * MIB));
        left.writeZeroes(5 * MIB, 1);
        right.write(6 * MIB, ImageBytes.direct(new byte[] {7}));
        assertThat(compare())
                .isInstanceOfSatisfying(
                        Comparison.BytesDiffer.class,
                        found -> assertThat(found.offset()).isEqualTo(6 * MIB));
    }

    @Test
    void theFirstOfManyDifferencesIsToldAndAllAreCounted() {
        writeBoth(3, 0, 20 * MIB);
        right.writeZeroes(2 * MIB, 16 * MIB);

        assertThat(compare()).isInstanceOfSatisfying(Comparison.BytesDiffer.class, found -> {
            assertThat(found.offset()).isBetween(2L * MIB, 2L * MIB + 8);
            assertThat(found.chunksDifferent()).isEqualTo(5);
        });
    }

    @Test
    void sinceEqualSnapshotsOnlyWhatChangedIsRead() {
        writeBoth(4, 0, 20 * MIB);
        long leftBase = left.snapshots().create("base");
        long rightBase = right.snapshots().create("base");
        left.write(MIB, ImageBytes.random(new Random(5), 5000));
        right.write(MIB, ImageBytes.random(new Random(5), 5000));

        assertThat(comparer.compareSince(left, leftBase, right, rightBase, MoveContext.UNATTENDED))
                .isEqualTo(new Comparison.Equal(20 * MIB, 8192));
        right.write(9 * MIB, ImageBytes.random(new Random(6), 10));
        assertThat(comparer.compareSince(left, leftBase, right, rightBase, MoveContext.UNATTENDED))
                .isInstanceOf(Comparison.BytesDiffer.class);
    }

    @Test
    void aFailedReadIsAFailureAndNotADifference() {
        writeBoth(7, 0, 20 * MIB);
        RbdImage broken = FaultyImage.of(right, queue -> new FaultyQueue(queue) {
            @Override
            public AioResult<Object> take() {
                var result = super.take();
                return new AioResult<>(
                        result.tag(),
                        result.operation(),
                        result.offset(),
                        result.length(),
                        RbdException.of(110, "read", "this image"));
            }
        });

        MoveFailedException failure = catchThrowableOfType(
                MoveFailedException.class, () -> comparer.compare(left, broken, MoveContext.UNATTENDED));

        assertThat(failure.code()).isEqualTo("RBD_ETIMEDOUT");
        assertThat(failure.retryable()).isTrue();
    }
}
