package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.ZeroRuns.Run;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroRunsTest {

    private static ByteBuffer data(int length, int... notZero) {
        ByteBuffer data = ByteBuffer.allocateDirect(length);
        for (int at : notZero) {
            data.put(at, (byte) 1);
        }
        return data;
    }

    @Test
    void findsOneRunWhereAllIsZeroOrNothingIs() {
        assertThat(ZeroRuns.of(8192, data(8192))).containsExactly(new Run(new Range(8192, 8192), true));
        assertThat(ZeroRuns.of(8192, data(8192, 0, 8191))).containsExactly(new Run(new Range(8192, 8192), false));
    }

    @Test
    void judgesBlocksOnTheImagesOwnGrid() {
        assertThat(ZeroRuns.of(4000, data(8192, 96)))
                .as("96 bytes of the first block, a whole one with data, the rest")
                .containsExactly(
                        new Run(new Range(4000, 96), true),
                        new Run(new Range(4096, 4096), false),
                        new Run(new Range(8192, 4000), true));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void runsCoverTheChunkAlternateAndTellTheTruth(long seed) {
        Random random = new Random(seed);
        int offset = random.nextInt(20_000);
        ByteBuffer data = data(1 + random.nextInt(100_000));
        for (int i = random.nextInt(12); i > 0; i--) {
            data.put(random.nextInt(data.limit()), (byte) 7);
        }

        List<Run> runs = ZeroRuns.of(offset, data);

        long at = offset;
        for (int i = 0; i < runs.size(); i++) {
            Range range = runs.get(i).range();
            assertThat(range.offset()).isEqualTo(at);
            at = range.end();
            boolean zero = true;
            for (long b = range.offset(); b < range.end(); b++) {
                zero &= data.get((int) (b - offset)) == 0;
            }
            assertThat(runs.get(i).zero()).isEqualTo(zero);
            assertThat(i == 0 || runs.get(i - 1).zero() != runs.get(i).zero()).isTrue();
        }
        assertThat(at).isEqualTo(offset + data.limit());
    }
}
