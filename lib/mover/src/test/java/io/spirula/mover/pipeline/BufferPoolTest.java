package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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

            assertThat(all.stream().mapToLong(ByteBuffer::capacity).sum())
                    .isBetween((mib << 20) * 7L / 8, (long) mib << 20);
        }
    }

    @Test
    void hasAtLeastTwoBuffersOfTheLargestSize() {
        assertThat(drain(new BufferPool(BufferPool.LEAST_BYTES), Chunks.SIZE)).hasSizeGreaterThanOrEqualTo(2);
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
