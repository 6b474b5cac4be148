package io.spirula.mover.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrewTest {

    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(20);

    @Test
    void endsWhenAllHaveEnded() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        Crew crew = new Crew("test");
        Channel<Integer> channel = new Channel<>(1, 2);
        for (int i = 0; i < 2; i++) {
            crew.add("put", () -> {
                for (int n = 0; n < 100; n++) {
                    channel.put(n);
                }
                channel.producerEnded();
            });
        }
        crew.add("take", () -> {
            while (channel.take() != null) {
                done.incrementAndGet();
            }
        });

        crew.work(() -> {}, TICK, GRACE);

        assertThat(done).hasValue(200);
    }

    @Test
    void oneFailureEndsAllAndIsThrown() {
        Crew crew = new Crew("test");
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            crew.add("wait", () -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                }
            });
        }
        crew.add("fail", () -> {
            throw new IllegalArgumentException("broken");
        });

        assertThatThrownBy(() -> crew.work(() -> {}, TICK, GRACE)).hasMessage("broken");
        assertThat(interrupted).hasValue(3);
    }

    @Test
    void whatTheTickThrowsEndsAll() {
        Crew crew = new Crew("test");
        crew.add("wait", () -> new CountDownLatch(1).await());

        assertThatThrownBy(() -> crew.work(
                        () -> {
                            throw new IllegalStateException("not wanted");
                        },
                        TICK,
                        GRACE))
                .hasMessage("not wanted");
    }
}
