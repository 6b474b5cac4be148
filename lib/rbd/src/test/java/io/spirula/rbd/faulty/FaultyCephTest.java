package io.spirula.rbd.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.RbdTimeoutException;
import io.spirula.rbd.memory.InMemoryCeph;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultyCephTest {

    private final FaultScript script = new FaultScript();

    private RbdImage open() {
        CephCluster cluster =
                FaultyCeph.around(InMemoryCeph.withClusters("site-a"), script).connect(InMemoryCeph.config("site-a"));
        RbdPool pool = cluster.openPool("rbd", "");
        pool.create("disk", ImageSpec.ofSize(1 << 20));
        return pool.open(ImageLocator.byName("disk"));
    }

    @Test
    void theCallNamedFailsAndTheOthersDoNot() {
        script.failBefore("ImageSnapshots.create", 2, 110);
        RbdImage image = open();
        image.snapshots().create("first");
        assertThatThrownBy(() -> image.snapshots().create("second")).isInstanceOf(RbdTimeoutException.class);
        image.snapshots().create("third");
        assertThat(image.snapshots().find("second")).isEmpty();
        assertThat(script.isOver()).isTrue();
        assertThat(script.calls("ImageSnapshots.create")).isEqualTo(3);
    }

    @Test
    void aCallMayFailAfterItHasDoneItsWork() {
        script.failAfter("ImageSnapshots.create", 1, 110);
        RbdImage image = open();
        assertThatThrownBy(() -> image.snapshots().create("done")).isInstanceOf(RbdTimeoutException.class);
        assertThat(image.snapshots().find("done")).isPresent();
    }

    @Test
    void anAsynchronousOperationMayEndBadly() {
        script.failResult(AioOperation.WRITE, 2, 110);
        try (AioQueue<String> queue = open().openAioQueue(4)) {
            queue.submitWriteZeroes(0, 1, "zero");
            assertThat(queue.take().orThrow()).isEqualTo("zero");
            queue.submitWrite(0, ByteBuffer.allocateDirect(1), "first");
            assertThat(queue.take().orThrow()).isEqualTo("first");
            queue.submitWrite(0, ByteBuffer.allocateDirect(1), "second");
            assertThat(queue.take().failure()).isInstanceOf(RbdTimeoutException.class);
        }
    }

    @Test
    void aCallMayBeSlowOrAccompanied() {
        boolean[] ran = {false};
        script.delay("RbdImage.flush", 1, Duration.ofMillis(30)).runAfter("RbdImage.flush", 2, () -> ran[0] = true);
        RbdImage image = open();
        long start = System.nanoTime();
        image.flush();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(ran[0]).isFalse();
        image.flush();
        assertThat(ran[0]).isTrue();
    }

    @Test
    void aMisspeltOperationIsRefused() {
        assertThatThrownBy(() -> script.failBefore("RbdImage.flsh", 1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flsh");
    }
}
