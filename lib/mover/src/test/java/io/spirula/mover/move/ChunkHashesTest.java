package io.spirula.mover.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.pipeline.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkHashesTest {

    @ParameterizedTest(name = "{1} chunks with {0} blocks in memory")
    @CsvSource({"64, 0", "64, 1", "64, 40000", "1, 12288", "1, 12289", "1, 70000", "0, 40000"})
    void tellsAllThatWasAddedAlsoWhenMemoryIsUsedUp(int blocksInMemory, int chunks) {
        Map<Range, List<PointDigest>> expected = new HashMap<>();
        PointDigest sum = PointDigest.ZERO;
        PointDigest formerSum = PointDigest.ZERO;
        try (ChunkHashes hashes = new ChunkHashes(blocksInMemory)) {
            for (int i = 0; i < chunks; i++) {
                Range range = new Range(i * (5L << 30), 1 + i);
                PointDigest digest = new PointDigest(i, -i, 3L * i, ~i);
                PointDigest former = new PointDigest(~i, 0, -5L * i, i);
                hashes.add(new ChunkHashes.Chunk(range, digest, 1, 2, former));
                expected.put(range, List.of(digest, former));
                sum = sum.plus(digest);
                formerSum = formerSum.plus(former);
            }
            for (int pass = 0; pass < 2; pass++) {
                Map<Range, List<PointDigest>> told = new HashMap<>();
                hashes.<RuntimeException>forEach(
                        chunk -> told.put(chunk.range(), List.of(chunk.digest(), chunk.former())));
                assertThat(told).isEqualTo(expected);
            }
            assertThat(hashes.count()).isEqualTo(chunks);
            assertThat(hashes.written()).isEqualTo(chunks);
            assertThat(hashes.zeroed()).isEqualTo(2L * chunks);
            assertThat(hashes.digest()).isEqualTo(sum);
            assertThat(hashes.former()).contains(formerSum);
            assertThat(hashes.bytes()).isEqualTo(chunks * (chunks + 1L) / 2);
        }
    }

    @ParameterizedTest(name = "{1} chunks with {0} blocks in memory")
    @CsvSource({"64, 0", "64, 1", "64, 40000", "1, 12288", "1, 12289", "1, 24576", "1, 70000", "0, 40000", "0, 12288"})
    void givesOutItsRecordsInTheirOrderAndTakesThemUpAgain(int blocksInMemory, int chunks) {
        long size = chunks * 8192L;
        List<ByteBuffer> records = new ArrayList<>();
        try (ChunkHashes hashes = new ChunkHashes(blocksInMemory)) {
            long told = 0;
            for (int i = 0; i < chunks; i++) {
                hashes.add(chunk(i, new PointDigest(0, 0, 0, i)));
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
            long sum = chunks * (chunks - 1L) / 2;
            assertThat(done.hashes().digest()).isEqualTo(new PointDigest(sum, 0, 0, chunks));
            assertThat(done.hashes().former()).contains(new PointDigest(0, 0, 0, sum));
            if (chunks > 1) {
                assertThat(done.left(List.of(new Range(4096, 8192)))).containsExactly(new Range(4096, 4096));
            }
        }
    }

    private static ChunkHashes.Chunk chunk(int number, @Nullable PointDigest former) {
        return new ChunkHashes.Chunk(
                new Range(number * 8192L, 4096), new PointDigest(number, 0, 0, 1), 512, 1024, former);
    }

    private static long add(List<ByteBuffer> records, ByteBuffer some) {
        records.add(some);
        return some.remaining() / ChunkHashes.RECORD;
    }

    @Test
    void whatTheBaseHadIsKnownOnlyIfItIsOfEveryChunkAlsoWhenTheyAreTakenUpAgain() {
        try (ChunkHashes hashes = new ChunkHashes()) {
            hashes.add(chunk(1, PointDigest.ZERO));
            hashes.add(chunk(2, null));
            hashes.add(chunk(3, new PointDigest(1, 2, 3, 4)));

            assertThat(hashes.former()).isEmpty();
            try (DoneParts done = DoneParts.read(List.of(hashes.records(0)), 1 << 20)) {
                assertThat(done.hashes().former()).isEmpty();
                assertThat(done.hashes().digest()).isEqualTo(new PointDigest(6, 0, 0, 3));
            }
        }
    }

    @Test
    void aMebibyteTakesThePartThatAJournalIsGivenAtOnce() {
        try (ChunkHashes hashes = new ChunkHashes()) {
            for (int i = 0; i < 30_000; i++) {
                hashes.add(chunk(i, null));
            }
            assertThat(hashes.records(0).remaining()).isBetween(1_000_000, 1 << 20);
        }
    }
}
