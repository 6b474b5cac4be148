package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.Range;
import io.spirula.mover.pipeline.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
                hashes.add(new ChunkHashes.Chunk(range, digest, 1, 2));
                expected.put(range, digest);
            }
            for (int pass = 0; pass < 2; pass++) {
                Map<Range, Sha256> told = new HashMap<>();
                hashes.<RuntimeException>forEach(chunk -> told.put(chunk.range(), chunk.digest()));
                assertThat(told).isEqualTo(expected);
            }
            assertThat(hashes.count()).isEqualTo(chunks);
            assertThat(hashes.written()).isEqualTo(chunks);
            assertThat(hashes.zeroed()).isEqualTo(2L * chunks);
            assertThat(hashes.bytes()).isEqualTo(chunks * (chunks + 1L) / 2);
        }
    }

    @ParameterizedTest(name = "{1} chunks with {0} blocks in memory")
    @CsvSource({"64, 0", "64, 1", "64, 40000", "1, 16384", "1, 16385", "1, 32768", "1, 70000", "0, 40000", "0, 16384"})
    void givesOutItsRecordsInTheirOrderAndTakesThemUpAgain(int blocksInMemory, int chunks) {
        long size = chunks * 8192L;
        List<ByteBuffer> records = new ArrayList<>();
        try (ChunkHashes hashes = new ChunkHashes(blocksInMemory)) {
            long told = 0;
            for (int i = 0; i < chunks; i++) {
                hashes.add(new ChunkHashes.Chunk(new Range(i * 8192L, 4096), new Sha256(i, 0, 0, 1), 512, 1024));
                if (i % 10_007 == 0) {
                    told += add(records, hashes.records(told));
                }
            }
            while (told < chunks) {
                told += add(records, hashes.records(told));
            }
            assertThat(told).isEqualTo(chunks);
            assertThat(hashes.records(told).hasRemaining()).isFalse();
        }
        try (DoneParts done = DoneParts.read(records, size)) {
            assertThat(done.chunks()).isEqualTo(chunks);
            assertThat(done.bytes()).isEqualTo(4096L * chunks);
            assertThat(done.written()).isEqualTo(512L * chunks);
            List<Long> order = new ArrayList<>();
            done.hashes()
                    .<RuntimeException>forEach(chunk -> order.add(chunk.digest().first()));
            assertThat(order).isSorted().hasSize(chunks);
            if (chunks > 1) {
                assertThat(done.left(List.of(new Range(4096, 8192)))).containsExactly(new Range(4096, 4096));
            }
        }
    }

    private static long add(List<ByteBuffer> records, ByteBuffer some) {
        records.add(some);
        return some.remaining() / ChunkHashes.RECORD;
    }

    @Test
    void aDigestIsTheStandardOneInHexadecimal() {
        ByteBuffer abc = ByteBuffer.wrap("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(Sha256.of(abc)).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.of(ByteBuffer.allocate(5))).isEqualTo(Sha256.ZEROES).hasToString("zeroes");
    }
}
