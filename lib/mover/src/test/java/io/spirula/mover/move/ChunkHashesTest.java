package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkHashesTest {

    @ParameterizedTest(name = "{1} chunks with {0} blocks in memory")
    @CsvSource({"64, 0", "64, 1", "64, 40000", "1, 16384", "1, 16385", "1, 70000", "0, 40000"})
    void tellsAllThatWasAddedAlsoWhenMemoryIsUsedUp(int blocksInMemory, int chunks) {
        Map<Range, Sha256> expected = new HashMap<>();
        try (ChunkHashes hashes = new ChunkHashes(blocksInMemory)) {
            for (int i = 0; i < chunks; i++) {
                Range range = new Range(i * (5L << 30), 1 + i);
                Sha256 digest = new Sha256(i, -i, 3L * i, ~i);
                hashes.add(range, digest);
                expected.put(range, digest);
            }
            for (int pass = 0; pass < 2; pass++) {
                Map<Range, Sha256> told = new HashMap<>();
                hashes.<RuntimeException>forEach(chunk -> told.put(chunk.range(), chunk.digest()));
                assertThat(told).isEqualTo(expected);
            }
            assertThat(hashes.count()).isEqualTo(chunks);
            assertThat(hashes.bytes()).isEqualTo(chunks * (chunks + 1L) / 2);
        }
    }

    @Test
    void aDigestIsTheStandardOneInHexadecimal() {
        ByteBuffer abc = ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(Sha256.of(abc)).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.of(ByteBuffer.allocate(5))).isEqualTo(Sha256.ZEROES).hasToString("zeroes");
    }
}
