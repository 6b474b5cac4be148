package io.spirula.rbd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private final AtomicBoolean well = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final ClusterGuard guard = new ClusterGuard(
            "site-b",
            new GuardSettings(4, Duration.ofMillis(10), 1, Duration.ofMillis(1), 50, 4, Duration.ofMillis(50)));

    private void call() {
        asked.incrementAndGet();
        if (!well.get()) {
            throw RbdException.of(110, "list namespaces", "pool rbd of cluster site-b");
        }
    }

    @Test
    void aClusterThatIsWellAgainIsKnownToBeSoAlthoughNobodyCallsIt() {
        try (Recovery recovery = new Recovery(Duration.ofMillis(20))) {
            recovery.watch("site-b", guard, this::call);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> guard.once(() -> {
                            call();
                            return "answer";
                        }))
                        .isInstanceOf(RbdTimeoutException.class);
            }
            assertThat(guard.state().breaker()).isNotEqualTo(GuardState.Breaker.CLOSED);
            await("it is asked in vain").atMost(Duration.ofSeconds(10)).until(() -> asked.get() > 3);
            assertThat(guard.state().breaker()).isNotEqualTo(GuardState.Breaker.CLOSED);

            well.set(true);

            await("it is known to be well")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> guard.state().breaker() == GuardState.Breaker.CLOSED);
        }
    }

    @Test
    void aClusterThatIsWellIsNotAsked() {
        try (Recovery recovery = new Recovery(Duration.ofMillis(5))) {
            recovery.watch("site-b", guard, this::call);
            recovery.watch("site-a", new ClusterGuard("site-a", GuardSettings.defaults()), () -> {
                throw new AssertionError("nobody doubted it");
            });
            await("some intervals").during(Duration.ofMillis(50)).until(() -> asked.get() == 0);
        }
    }
}
