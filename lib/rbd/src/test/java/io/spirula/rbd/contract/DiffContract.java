package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.UnsafeDiffException;
import io.spirula.rbd.contract.Extents.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What differences tell. */
public abstract class DiffContract extends ContractSuite {

    protected DiffContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void anOverwriteIsToldToTheByte() {
        try (RbdImage image = create(16 * MIB)) {
            write(image, 0, filled((int) (16 * MIB), 1));
            long from = image.snapshots().create("from");
            write(image, 8192, filled(4096, 2));
            write(image, 5 * MIB + 100, filled(7, 2));
            image.writeZeroes(9 * MIB, 512);
            long end = image.snapshots().create("end");
            write(image, 0, filled(1, 3));
            try (RbdImage atEnd = at(image, end)) {
                assertThat(Extents.since(atEnd, from).list())
                        .containsExactly(
                                new Extent(8192, 4096, true),
                                new Extent(5 * MIB + 100, 7, true),
                                new Extent(9 * MIB, 512, true));
            }
            assertThat(Extents.since(image, end).list()).containsExactly(new Extent(0, 1, true));
            assertThat(Extents.since(image, from).covers(0, 1)).isTrue();
        }
    }

    @Test
    void writingTheSameBytesAgainCounts() {
        try (RbdImage image = create(4 * MIB)) {
            write(image, 0, filled(8192, 1));
            long from = image.snapshots().create("from");
            write(image, 0, filled(4096, 1));
            assertThat(Extents.since(image, from).list()).containsExactly(new Extent(0, 4096, true));
        }
    }

    @Test
    void nothingChangedIsNothingTold() {
        try (RbdImage image = create(16 * MIB)) {
            write(image, 0, filled(4096, 1));
            long from = image.snapshots().create("from");
            assertThat(Extents.since(image, from).list()).isEmpty();
            long end = image.snapshots().create("end");
            try (RbdImage atEnd = at(image, end)) {
                assertThat(Extents.since(atEnd, from).list()).isEmpty();
                assertThat(Extents.since(atEnd, end).list()).isEmpty();
            }
        }
    }

    @Test
    void aNewObjectIsOneExtentFromItsBeginning() {
        try (RbdImage image = create(16 * MIB)) {
            long from = image.snapshots().create("from");
            write(image, 6 * MIB, filled(4096, 1));
            assertThat(Extents.since(image, from).list()).containsExactly(new Extent(4 * MIB, 2 * MIB + 4096, true));
            assertThat(Extents.of(image, DiffRequest.fromBeginning(0, 16 * MIB)).list())
                    .containsExactly(new Extent(4 * MIB, 2 * MIB + 4096, true));
        }
    }

    @Test
    void anObjectThatIsGoneIsToldAsZero() {
        try (RbdImage image = create(16 * MIB)) {
            write(image, 4 * MIB, filled((int) (4 * MIB), 1));
            long from = image.snapshots().create("from");
            image.writeZeroes(4 * MIB, 4 * MIB);
            assertThat(Extents.since(image, from).list()).containsExactly(new Extent(4 * MIB, 4 * MIB, false));
        }
    }

    @Test
    void whatAShrinkDroppedIsToldAfterGrowingAgain() {
        try (RbdImage image = create(6 * MIB)) {
            write(image, 0, filled((int) (6 * MIB), 1));
            long first = image.snapshots().create("s0");
            image.resize(3 * MIB);
            long middle = image.snapshots().create("s1");
            image.resize(6 * MIB);
            long end = image.snapshots().create("s2");
            try (RbdImage atMiddle = at(image, middle)) {
                assertThat(Extents.since(atMiddle, first).list()).allMatch(extent -> extent.offset() < 3 * MIB);
            }
            try (RbdImage atEnd = at(image, end)) {
                assertThat(Extents.since(atEnd, first).covers(3 * MIB, 3 * MIB)).isTrue();
                assertThatThrownBy(() -> Extents.of(
                                atEnd, DiffRequest.since(first, 0, 6 * MIB).wholeObjects()))
                        .isInstanceOf(UnsafeDiffException.class)
                        .hasMessageContaining("exact");
                assertThat(Extents.of(
                                        atEnd,
                                        DiffRequest.since(middle, 0, 6 * MIB).wholeObjects())
                                .list())
                        .allMatch(extent -> extent.offset() + extent.length() <= 6 * MIB);
            }
            image.resize(0);
            assertThat(Extents.of(image, DiffRequest.since(first, 0, 0)).list()).isEmpty();
        }
    }

    @Test
    void wholeObjectsCoverEveryChange() {
        for (ImageSpec spec : new ImageSpec[] {
            ImageSpec.ofSize(17 * MIB), ImageSpec.ofSize(17 * MIB).withFeatures(LAYERING)
        }) {
            try (RbdImage image = create(spec)) {
                write(image, 0, filled((int) (9 * MIB), 1));
                long from = image.snapshots().create("from");
                write(image, 4 * MIB + 5, filled(10, 2));
                write(image, 17 * MIB - 1, filled(1, 2));
                long end = image.snapshots().create("end");
                try (RbdImage atEnd = at(image, end)) {
                    assertThat(Extents.of(
                                            atEnd,
                                            DiffRequest.since(from, 0, 17 * MIB).wholeObjects())
                                    .list())
                            .containsExactly(new Extent(4 * MIB, 4 * MIB, true), new Extent(16 * MIB, MIB, true));
                }
            }
        }
    }

    @Test
    void aRangeIsClippedAndAnEmptyOneHasNoDifference() {
        try (RbdImage image = create(8 * MIB)) {
            write(image, 0, filled((int) (8 * MIB), 1));
            long from = image.snapshots().create("from");
            write(image, 0, filled((int) (8 * MIB), 2));
            assertThat(Extents.of(image, DiffRequest.since(from, 100, 50)).list())
                    .containsExactly(new Extent(100, 50, true));
            assertThat(Extents.of(image, DiffRequest.since(from, 7 * MIB, Long.MAX_VALUE - 7 * MIB))
                            .list())
                    .containsExactly(new Extent(7 * MIB, MIB, true));
            assertThat(Extents.of(image, DiffRequest.since(from, 100, 0)).list())
                    .isEmpty();
            assertThat(Extents.of(image, DiffRequest.since(from, 8 * MIB, 10)).list())
                    .isEmpty();
            assertThat(Extents.of(image, DiffRequest.since(from, 90 * MIB, 10).wholeObjects())
                            .list())
                    .isEmpty();
            assertThatThrownBy(() -> DiffRequest.since(from, -1, 10)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> DiffRequest.since(from, 1, Long.MAX_VALUE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMissingOrNewerStartIsRefused() {
        try (RbdImage image = create(MIB)) {
            long first = image.snapshots().create("first");
            long second = image.snapshots().create("second");
            assertThatThrownBy(() -> Extents.since(image, second + 100)).isInstanceOf(RbdNotFoundException.class);
            try (RbdImage atFirst = at(image, first)) {
                assertThatThrownBy(() -> Extents.since(atFirst, second)).isInstanceOf(RbdException.class);
            }
        }
    }

    @Test
    void whatTheVisitorThrowsEndsTheListing() {
        try (RbdImage image = create(64 * MIB)) {
            for (int object = 0; object < 16; object++) {
                write(image, object * (4 * MIB), filled(512, 1));
            }
            int[] visits = {0};
            assertThatThrownBy(() -> image.diff(DiffRequest.fromBeginning(0, 64 * MIB), (offset, length, exists) -> {
                        if (++visits[0] == 3) {
                            throw new CancellationException("enough");
                        }
                    }))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("enough");
            assertThat(visits[0]).isEqualTo(3);
            assertThatThrownBy(() -> image.diff(
                            DiffRequest.fromBeginning(0, 64 * MIB), (offset, length, exists) -> image.close()))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(image.size()).isEqualTo(64 * MIB);
        }
    }

    @Test
    void aVisitorMayUseTheImage() {
        try (RbdImage image = create(16 * MIB)) {
            write(image, 0, filled(512, 1));
            write(image, 8 * MIB, filled(512, 2));
            var seen = new ArrayList<Byte>();
            image.diff(DiffRequest.fromBeginning(0, 16 * MIB), (offset, length, exists) -> {
                image.diff(DiffRequest.fromBeginning(0, MIB), (inner, size, data) -> seen.add((byte) 0));
                seen.add(Buffers.read(image, offset, 1)[0]);
            });
            assertThat(seen).containsExactly((byte) 0, (byte) 1, (byte) 0, (byte) 2);
        }
    }

    @Test
    void wholeObjectsAreRefusedWhereTheEndIsSmaller() {
        try (RbdImage image = create(6 * MIB)) {
            write(image, 0, filled((int) (6 * MIB), 1));
            long from = image.snapshots().create("from");
            image.resize(0);
            long empty = image.snapshots().create("empty");
            image.resize(MIB);
            assertThatThrownBy(() ->
                            Extents.of(image, DiffRequest.since(from, 0, MIB).wholeObjects()))
                    .isInstanceOf(UnsafeDiffException.class);
            assertThat(Extents.since(image, from).covers(0, MIB)).isTrue();
            try (RbdImage atEmpty = at(image, empty)) {
                assertThat(Extents.of(
                                        atEmpty,
                                        DiffRequest.since(from, 0, 6 * MIB).wholeObjects())
                                .list())
                        .isEmpty();
            }
        }
    }

    @Test
    void rangesOfOneImageAreListedInParallel() throws InterruptedException, ExecutionException {
        var executor = Executors.newFixedThreadPool(8);
        try (RbdImage image = create(128 * MIB)) {
            for (int object = 0; object < 32; object++) {
                write(image, object * (4 * MIB), filled(4096, 1));
            }
            long from = image.snapshots().create("from");
            for (int object = 0; object < 32; object++) {
                write(image, object * (4 * MIB) + object * 10, filled(5, 2));
            }
            List<Future<Extents>> listings = new ArrayList<>();
            for (int object = 0; object < 32; object++) {
                DiffRequest request = DiffRequest.since(from, object * (4 * MIB), 4 * MIB);
                listings.add(executor.submit(() -> Extents.of(image, request)));
            }
            for (int object = 0; object < 32; object++) {
                assertThat(listings.get(object).get().list())
                        .containsExactly(new Extent(object * (4 * MIB) + object * 10, 5, true));
            }
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aRolledBackImageMayStillTellWhatWasRolledBack() {
        try (RbdImage image = create(16 * MIB)) {
            write(image, 0, filled(8192, 1));
            long base = image.snapshots().create("base");
            write(image, 100, filled(50, 2));
            image.snapshots().rollback(base, ProgressListener.SILENT);
            assertThat(Buffers.read(image, 0, 8192)).isEqualTo(filled(8192, 1));
            assertThat(Extents.since(image, base).covers(100, 50)).isTrue();
        }
    }
}
