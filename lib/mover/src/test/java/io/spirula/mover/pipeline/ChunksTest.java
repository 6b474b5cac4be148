package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {

    private static final long MIB = 1 << 20;

    private static List<Range> chunks(long limit, Range... extents) {
        List<Range> chunks = new ArrayList<>();
        Chunks.of(List.of(extents), limit, chunks::add);
        return chunks;
    }

    @Test
    void joinsAdjacentAndOverlappingExtents() {
        assertThat(chunks(MIB, new Range(4096, 4096), new Range(0, 4096), new Range(6000, 4096)))
                .containsExactly(new Range(0, 12_288));
    }

    @Test
    void keepsExtentsApartThatAreApart() {
        assertThat(chunks(MIB, new Range(0, 4096), new Range(8192, 4096)))
                .containsExactly(new Range(0, 4096), new Range(8192, 4096));
    }

    @Test
    void roundsOutToWholeBlocks() {
        assertThat(chunks(MIB, new Range(4095, 2), new Range(16_384, 1), new Range(20_480, 1), new Range(40_959, 1)))
                .containsExactly(new Range(0, 8192), new Range(16_384, 8192), new Range(36_864, 4096));
    }

    @Test
    void cutsAtMultiplesOfFourMebibytes() {
        assertThat(chunks(20 * MIB, new Range(3 * MIB, 6 * MIB)))
                .containsExactly(new Range(3 * MIB, MIB), new Range(4 * MIB, 4 * MIB), new Range(8 * MIB, MIB));
    }

    @Test
    void clipsToTheEndOfTheImage() {
        assertThat(chunks(5000, new Range(4096, 4096), new Range(6000, 1))).containsExactly(new Range(4096, 904));
        assertThat(chunks(5000, new Range(100, 1), new Range(4999, 1))).containsExactly(new Range(0, 5000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void coversExactlyTheBlocksOfTheExtentsWithDisjointChunks(long seed) {
        Random random = new Random(seed);
        int limit = 30_000_000;
        BitSet expected = new BitSet();
        List<Range> extents = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Range extent = new Range(random.nextInt(limit + 1000), 1 + random.nextInt(3_000_000));
            extents.add(extent);
            expected.set((int) extent.offset() / 4096 * 4096, ((int) extent.end() + 4095) / 4096 * 4096);
        }
        expected.clear(limit, Math.max(limit, expected.length()));

        BitSet covered = new BitSet();
        Chunks.of(extents, limit, chunk -> {
            assertThat(chunk.offset() % 4096).isZero();
            assertThat(chunk.offset() / Chunks.SIZE).isEqualTo((chunk.end() - 1) / Chunks.SIZE);
            assertThat(covered.get((int) chunk.offset(), (int) chunk.end()).isEmpty())
                    .isTrue();
            covered.set((int) chunk.offset(), (int) chunk.end());
        });

        assertThat(covered).isEqualTo(expected);
    }
}
