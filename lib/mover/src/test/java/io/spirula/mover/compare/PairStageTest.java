package io.spirula.mover.compare;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.InMemorySites;
import io.spirula.mover.Throttle;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Leave;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import org.junit.jupiter.api.Test;

class PairStageTest {

    @Test
    void whoIsToldToEndDoesNotGoOnWithWhatWaits() throws InterruptedException {
        try (InMemorySites sites = new InMemorySites()) {
            sites.poolA.create("vm", ImageSpec.ofSize(8192));
            try (RbdImage left = sites.poolA.open(ImageLocator.byName("vm"));
                    RbdImage right = sites.poolA.open(ImageLocator.byName("vm"))) {
                Channel<Range> in = new Channel<>(2, 1);
                in.put(new Range(0, 4096));
                in.put(new Range(4096, 4096));
                in.producerEnded();
                Pulse pulse = new Pulse();
                PairStage stage = new PairStage(
                        left,
                        right,
                        1,
                        new BufferPool(BufferPool.LEAST_BYTES),
                        in,
                        pulse,
                        new Leave(Throttle.NONE, pulse),
                        1,
                        null);

                Thread.currentThread().interrupt();

                assertThatThrownBy(stage::run).isInstanceOf(InterruptedException.class);
            }
        } finally {
            Thread.interrupted();
        }
    }
}
