package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.memory.InMemoryCeph;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiffStageTest {

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final CountDownLatch asked = new CountDownLatch(100);

    /** Of an image that has no end. */
    private final class Endless implements Parts {

        @Override
        public Range next() {
            asked.countDown();
            return new Range(0, 4096);
        }

        @Override
        public void asked(Range part, List<Range> chunks) {}
    }

    @Test
    void whereNothingDiffersItEndsWhenItIsTold() {
        try (CephCluster cluster = ceph.connect(InMemoryCeph.config("site-a"));
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create("vm", ImageSpec.ofSize(4096));
            try (RbdImage image = pool.open(ImageLocator.byName("vm"))) {
                DiffStage<Range> stage = new DiffStage<>(
                        List.of(new DiffStage.Side(image, null)),
                        new Endless(),
                        written -> {},
                        1,
                        chunks -> chunks,
                        new Channel<>(1, 1),
                        new Pulse());
                AtomicBoolean ended = new AtomicBoolean();
                Crew crew = new Crew("test");
                crew.add("diff", () -> {
                    try {
                        stage.run();
                    } finally {
                        ended.set(true);
                    }
                });
                crew.add("fail", () -> {
                    asked.await();
                    throw new IllegalArgumentException("broken");
                });

                assertThatThrownBy(() -> crew.work(() -> {}, Duration.ofMillis(10), Duration.ofSeconds(2)))
                        .hasMessage("broken");
                assertThat(ended).isTrue();
            }
        }
    }
}
