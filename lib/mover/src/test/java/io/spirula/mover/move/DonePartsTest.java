package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.pipeline.Range;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DonePartsTest {

    private static final int MIB = 1 << 20;
    private static final long SIZE = 64 * MIB;

    private static ByteBuffer record(long offset, int length, int written, int zeroed) {
        return ByteBuffer.allocate(ChunkHashes.RECORD)
                .putLong(offset)
                .putInt(length)
                .put(new byte[32])
                .putInt(written)
                .putInt(zeroed)
                .put(new byte[33])
                .flip();
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                Arguments.of(
                        "a record that is cut off",
                        List.of(record(0, 4096, 0, 0).limit(ChunkHashes.RECORD - 1))),
                Arguments.of("less than nothing", List.of(record(0, -1, 0, 0))),
                Arguments.of("nothing", List.of(record(0, 0, 0, 0))),
                Arguments.of("before the image", List.of(record(-4096, 4096, 0, 0))),
                Arguments.of("beyond the image", List.of(record(SIZE - 4096, 8192, 0, 0))),
                Arguments.of("beyond all numbers", List.of(record(Long.MAX_VALUE - 4095, 8192, 0, 0))),
                Arguments.of("larger than a chunk", List.of(record(0, 4 * MIB + 4096, 0, 0))),
                Arguments.of("across a chunk's end", List.of(record(4 * MIB - 4096, 8192, 0, 0))),
                Arguments.of("within a block", List.of(record(512, 3584, 0, 0))),
                Arguments.of("to within a block", List.of(record(0, 4095, 0, 0))),
                Arguments.of("more written than there is", List.of(record(0, 4096, 4097, 0))),
                Arguments.of("more changed than there is", List.of(record(0, 4096, 4000, 97))),
                Arguments.of("sums that overflow", List.of(record(0, 4096, Integer.MAX_VALUE, Integer.MAX_VALUE))),
                Arguments.of("negative counts", List.of(record(0, 4096, -1, 5))),
                Arguments.of("a chunk twice", List.of(record(0, 4096, 0, 0), record(0, 4096, 0, 0))),
                Arguments.of("chunks that overlap", List.of(record(0, 8192, 0, 0), record(4096, 8192, 0, 0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nonsense")
    void believesNothingThatMakesNoSense(String what, List<ByteBuffer> records) {
        assertThatThrownBy(() -> DoneParts.read(records, SIZE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aChunkMayEndWhereTheImageEnds() {
        try (DoneParts done = DoneParts.read(List.of(record(4096, 100, 100, 0)), 4196)) {
            assertThat(done.bytes()).isEqualTo(100);
        }
    }

    @Test
    void leavesWhatIsNotDoneHoweverItIsCutNow() {
        List<ByteBuffer> records = List.of(record(4096, 4096, 4096, 0), record(8192, 4096, 0, 4096));
        try (DoneParts done = DoneParts.read(records, SIZE)) {
            assertThat(done.bytes()).isEqualTo(8192);
            assertThat(done.written()).isEqualTo(4096);
            assertThat(done.left(List.of(new Range(0, 6000), new Range(10_000, 4096))))
                    .containsExactly(new Range(0, 4096), new Range(12_288, 1808));
        }
    }
}
