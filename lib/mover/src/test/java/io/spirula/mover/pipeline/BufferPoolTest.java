package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferPoolTest {

    private static List<ByteBuffer> drain(BufferPool pool, int length) {
        List<ByteBuffer> taken = new ArrayList<>();
        for (ByteBuffer buffer = pool.tryAcquire(length); buffer != null; buffer = pool.tryAcquire(length)) {
            taken.add(buffer);
        }
        return taken;
    }

    @Test
    void neverHoldsMoreThanItsMemory() {
        for (int mib : new int[] {16, 64, 192}) {
            List<ByteBuffer> all = drain(new BufferPool(mib << 20), 1);

            assertThat(all.stream().mapToLong(ByteBuffer::capacity).sum()).isEqualTo((long) mib << 20);
        }
    }

    @Test
    void allOfItsMemoryMayGoToLargeBuffersAsToSmallOnes() {
        BufferPool pool = new BufferPool(BufferPool.LEAST_BYTES);

        List<ByteBuffer> large = drain(pool, Chunks.SIZE);
        assertThat(large).hasSize(BufferPool.LEAST_BYTES / Chunks.SIZE);
        large.forEach(pool::release);
        List<ByteBuffer> small = drain(pool, 4096);
        assertThat(small).hasSize(BufferPool.LEAST_BYTES / 4096);
        small.forEach(pool::release);
        assertThat(drain(pool, Chunks.SIZE)).hasSize(large.size());
    }

    @Test
    void memoryIsMadeWhenItIsNeeded() {
        BufferPool pool = new BufferPool(192 << 20);
        List<ByteBuffer> first = List.of(pool.tryAcquire(4096), pool.tryAcquire(5000), pool.tryAcquire(1 << 20));

        first.forEach(pool::release);

        assertThat(first).allSatisfy(buffer -> assertThat(buffer.isDirect()).isTrue());
        assertThat(pool.made()).isEqualTo(Chunks.SIZE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noTwoBuffersShareAByteAndNoneIsLost(long seed) {
        Random random = new Random(seed);
        BufferPool pool = new BufferPool(BufferPool.LEAST_BYTES);
        Map<ByteBuffer, Byte> taken = new IdentityHashMap<>();
        for (int i = 0; i < 3000; i++) {
            if (random.nextInt(3) > 0) {
                ByteBuffer buffer = pool.tryAcquire(1 + random.nextInt(1 << random.nextInt(23)));
                if (buffer != null) {
                    byte mark = (byte) random.nextInt();
                    buffer.put(0, mark).put(buffer.limit() - 1, mark);
                    taken.put(buffer, mark);
                }
            } else if (!taken.isEmpty()) {
                ByteBuffer one = taken.keySet().stream()
                        .skip(random.nextInt(taken.size()))
                        .findFirst()
                        .orElseThrow();
                assertThat(one.get(0)).isEqualTo(taken.get(one));
                assertThat(one.get(one.limit() - 1)).isEqualTo(taken.remove(one));
                pool.release(one);
            }
        }
        taken.keySet().forEach(pool::release);

        assertThat(drain(pool, Chunks.SIZE)).hasSize(BufferPool.LEAST_BYTES / Chunks.SIZE);
    }

    @Test
    void aBufferIsGivenBackOnce() {
        BufferPool pool = new BufferPool(BufferPool.LEAST_BYTES);
        ByteBuffer buffer = pool.tryAcquire(10);
        pool.release(buffer);

        assertThatThrownBy(() -> pool.release(buffer)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.release(ByteBuffer.allocateDirect(4096)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesABufferLimitedToTheLengthAndTakesItBack() {
        BufferPool pool = new BufferPool(BufferPool.LEAST_BYTES);
        List<ByteBuffer> all = drain(pool, 5000);

        assertThat(all).allSatisfy(buffer -> assertThat(buffer.remaining()).isEqualTo(5000));
        all.forEach(pool::release);
        assertThat(drain(pool, 5000)).hasSameSizeAs(all);
    }

    @Test
    void refusesWhatIsLargerThanAChunk() {
        BufferPool pool = new BufferPool(BufferPool.LEAST_BYTES);

        assertThatThrownBy(() -> pool.tryAcquire(Chunks.SIZE + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
