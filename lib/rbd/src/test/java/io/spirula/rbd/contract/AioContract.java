package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What asynchronous I/O does. */
public abstract class AioContract extends ContractSuite {

    private static final int BLOCK = 4096;

    protected AioContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void aDeepQueueWritesAndReadsEverythingOnce() {
        int blocks = 1000;
        try (RbdImage image = create(blocks * (long) BLOCK)) {
            try (AioQueue<Integer> queue = image.openAioQueue(64)) {
                Set<Integer> written = new HashSet<>();
                for (int block = 0; block < blocks; block++) {
                    if (queue.isFull()) {
                        written.add(queue.take().orThrow());
                    }
                    queue.submitWrite((long) block * BLOCK, Buffers.of(filled(BLOCK, block)), block);
                }
                while (queue.inFlight() > 0) {
                    written.add(queue.take().orThrow());
                }
                assertThat(written).hasSize(blocks);
            }
            try (RbdImage again = reopen(image);
                    AioQueue<ByteBuffer> queue = again.openAioQueue(64)) {
                for (int block = 0; block < blocks; block++) {
                    if (queue.isFull()) {
                        requireBlock(queue.take());
                    }
                    ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
                    queue.submitRead((long) block * BLOCK, buffer, buffer);
                }
                while (queue.inFlight() > 0) {
                    requireBlock(queue.take());
                }
            }
        }
    }

    private static void requireBlock(AioResult<ByteBuffer> result) {
        assertThat(result.failure()).isNull();
        byte[] bytes = new byte[BLOCK];
        result.tag().get(bytes);
        assertThat(bytes).isEqualTo(filled(BLOCK, (int) (result.offset() / BLOCK)));
    }

    @Test
    void aResultTellsWhatItIsOf() {
        try (RbdImage image = create(8 * MIB);
                AioQueue<String> queue = image.openAioQueue(2)) {
            queue.submitWrite(5, Buffers.of(filled(10, 1)), "w");
            assertThat(queue.inFlight()).isEqualTo(1);
            assertThat(queue.take()).isEqualTo(new AioResult<>("w", AioOperation.WRITE, 5, 10, null));
            queue.submitWriteZeroes(6, 8, "z");
            assertThat(queue.take()).isEqualTo(new AioResult<>("z", AioOperation.WRITE_ZEROES, 6, 8, null));
            ByteBuffer buffer = ByteBuffer.allocateDirect(12);
            queue.submitRead(4, buffer.position(1).limit(11), "r");
            assertThat(queue.take()).isEqualTo(new AioResult<>("r", AioOperation.READ, 4, 10, null));
            byte[] bytes = new byte[12];
            buffer.clear().get(bytes);
            assertThat(bytes).containsExactly(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            queue.submitRead(0, buffer.position(3).limit(3), "nothing");
            assertThat(queue.take().orThrow()).isEqualTo("nothing");
        }
    }

    @Test
    void aQueueIsBoundedAndAnImageHasOne() {
        try (RbdImage image = create(MIB)) {
            AioQueue<Integer> queue = image.openAioQueue(2);
            assertThat(queue.poll()).isNull();
            assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
            queue.submitWrite(0, Buffers.of(filled(1, 1)), 1);
            queue.submitWrite(1, Buffers.of(filled(1, 2)), 2);
            assertThat(queue.isFull()).isTrue();
            assertThatThrownBy(() -> queue.submitWrite(2, Buffers.of(filled(1, 3)), 3))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> image.openAioQueue(2)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(image::viewHead).isInstanceOf(IllegalStateException.class);
            queue.close();
            queue.close();
            assertThat(read(image, 0, 3)).containsExactly(1, 2, 0);
            assertThatThrownBy(() -> queue.submitWriteZeroes(0, 1, 4)).isInstanceOf(HandleClosedException.class);
            try (AioQueue<Integer> next = image.openAioQueue(1)) {
                next.submitWriteZeroes(0, 1, 5);
                assertThat(next.take().orThrow()).isEqualTo(5);
            }
            assertThat(read(image, 0, 3)).containsExactly(0, 2, 0);
            assertThatThrownBy(() -> image.openAioQueue(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothingIsSubmittedBehindTheEnd() {
        try (RbdImage image = create(MIB);
                AioQueue<Integer> queue = image.openAioQueue(2)) {
            assertThatThrownBy(() -> queue.submitWrite(MIB - 1, Buffers.of(filled(2, 1)), 1))
                    .isInstanceOf(RbdException.class)
                    .hasMessageContaining("EINVAL");
            assertThatThrownBy(() -> queue.submitRead(MIB, ByteBuffer.allocateDirect(1), 1))
                    .isInstanceOf(RbdException.class);
            assertThatThrownBy(() -> queue.submitRead(0, ByteBuffer.allocate(1), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(queue.inFlight()).isZero();
        }
    }

    @Test
    void closingTheImageEndsWhatIsInFlight() {
        RbdImage image = create(MIB);
        AioQueue<Integer> queue = image.openAioQueue(16);
        for (int block = 0; block < 16; block++) {
            queue.submitWrite((long) block * BLOCK, Buffers.of(filled(BLOCK, 9)), block);
        }
        image.close();
        assertThatThrownBy(() -> queue.submitWriteZeroes(0, 1, 0)).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(queue::take).isInstanceOf(HandleClosedException.class);
        try (RbdImage again = reopen(image)) {
            assertThat(read(again, 0, 16 * BLOCK)).isEqualTo(filled(16 * BLOCK, 9));
        }
    }
}
