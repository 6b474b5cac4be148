package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.Copies;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageReadsTest {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final int SMALL = 64 * KIB;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(16L * MIB));

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private static Place place(long offset, int length) {
        return new Place(new Range(offset, length), ByteBuffer.allocateDirect(length));
    }

    @Test
    void smallPlacesOfAnObjectAreReadTogetherAndLargeOnesByThemselves() {
        Place first = place(0, SMALL);
        Place large = place(MIB, SMALL + 1);
        Place second = place(2 * MIB, 1);
        Place next = place(4 * MIB, 10);
        Place across = place(8 * MIB - 5, 10);
        Place last = place(9 * MIB, 10);
        write(0, 4 * MIB, 8 * MIB);
        try (RbdImage image = copies.openSourceAt(copies.snapshot("s"));
                ImageReads<String> reads = new ImageReads<>(image, 4)) {
            assertThat(reads.cut(List.of(first, large, second, next, across, last)))
                    .containsExactlyInAnyOrder(
                            List.of(first, second), List.of(large), List.of(next), List.of(across), List.of(last));
        }
    }

    private void write(long... offsets) {
        for (long offset : offsets) {
            copies.owner().write(offset, ImageBytes.random(new Random(3), 1));
        }
    }

    /** librbd reads it as zeroes even if it is there. */
    @Test
    void whatTheObjectMapDoesNotHaveIsReadThroughLibrbd() {
        write(4 * MIB);
        try (RbdImage image = copies.openSourceAt(copies.snapshot("s"));
                ImageReads<String> reads = new ImageReads<>(image, 4)) {
            assertThat(reads.cut(List.of(place(0, 10), place(MIB, 10)))).hasSize(2);
            assertThat(reads.cut(List.of(place(4 * MIB, 10), place(5 * MIB, 10))))
                    .hasSize(1);
        }
    }

    @Test
    void nothingIsReadTogetherWhereOnlyLibrbdKnowsHow() {
        List<Place> places = List.of(place(0, 10), place(MIB, 10));
        write(0);
        try (ImageReads<String> atHead = new ImageReads<>(copies.owner(), 4)) {
            assertThat(atHead.cut(places)).hasSize(2);
        }
        Copies striped = new Copies(
                sites.poolA, sites.poolB, "striped", ImageSpec.ofSize(16L * MIB).withStriping(MIB, 4));
        try (striped;
                RbdImage image = striped.openSourceAt(striped.snapshot("s"));
                ImageReads<String> reads = new ImageReads<>(image, 4)) {
            assertThat(reads.cut(places)).hasSize(2);
        }
    }

    @Test
    void bothWaysGiveWhatTheSnapshotHas() {
        ByteBuffer bytes = ImageBytes.random(new Random(7), 16 * MIB);
        copies.owner().write(0, bytes);
        long snapshot = copies.snapshot("s");
        copies.owner().writeZeroes(0, 16L * MIB);
        List<Place> places = new ArrayList<>();
        for (long at = 0; at < 16L * MIB; at += 512 * KIB) {
            places.add(place(at + 100, at % (3 * MIB) == 0 ? SMALL + 1 : 1000));
        }
        try (RbdImage image = copies.openSourceAt(snapshot);
                ImageReads<Integer> reads = new ImageReads<>(image, 3)) {
            List<List<Place>> operations = reads.cut(places);
            assertThat(operations).hasSizeBetween(5, 12);
            List<Integer> ended = new ArrayList<>();
            for (int i = 0; i < operations.size(); i++) {
                if (reads.isFull()) {
                    ended.add(reads.take());
                }
                reads.submit(operations.get(i), i);
            }
            while (reads.inFlight() > 0) {
                ended.add(reads.take());
            }
            reads.requirePresent();
            assertThat(ended).hasSize(operations.size()).doesNotHaveDuplicates();
            for (Place place : places) {
                Range range = place.range();
                assertThat(place.into()).isEqualTo(bytes.slice((int) range.offset(), (int) range.length()));
            }
        }
    }

    @Test
    void aSnapshotThatWasRemovedMeanwhileIsToldInTheEnd() {
        long snapshot = copies.snapshot("s");
        try (RbdImage image = copies.openSourceAt(snapshot);
                ImageReads<String> reads = new ImageReads<>(image, 4)) {
            reads.submit(List.of(place(0, 10), place(MIB, 10)), "zeroes");
            copies.owner().snapshots().remove(snapshot);

            assertThat(reads.take()).isEqualTo("zeroes");
            assertThatThrownBy(reads::requirePresent).isInstanceOf(RbdNotFoundException.class);
        }
    }
}
