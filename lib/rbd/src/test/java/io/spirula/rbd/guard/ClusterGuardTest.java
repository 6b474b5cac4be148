package io.spirula.rbd.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClusterGuardTest {

    private static final int ENOENT = 2;
    private static final int ETIMEDOUT = 110;

    private final AtomicInteger calls = new AtomicInteger();

    private static ClusterGuard guard(int concurrentCalls, int attempts, Duration openFor) {
        return new ClusterGuard(
                "site-a",
                new GuardSettings(
                        concurrentCalls, Duration.ofMillis(10), attempts, Duration.ofMillis(1), 50, 8, openFor));
    }

    private String answerWith(int errno) {
        calls.incrementAndGet();
        if (errno == 0) {
            return "answer";
        }
        throw RbdException.of(errno, "call", "cluster site-a");
    }

    @Test
    void aClusterThatFailsIsLeftAloneAndTriedAgainLater() {
        ClusterGuard guard = guard(4, 1, Duration.ofMillis(200));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> guard.once(() -> answerWith(ETIMEDOUT))).isInstanceOf(RbdTimeoutException.class);
        }
        assertThat(guard.state().breaker()).isEqualTo(GuardState.Breaker.OPEN);
        assertThatThrownBy(() -> guard.once(() -> answerWith(0)))
                .isInstanceOfSatisfying(ClusterUnavailableException.class, e -> {
                    assertThat(e.code()).isEqualTo("CLUSTER_FAILING");
                    assertThat(e.cluster()).isEqualTo("site-a");
                });
        assertThat(calls).hasValue(4);
        assertThat(guard.state().refusedCalls()).isEqualTo(1);
        assertThat(guard.state().failurePercent()).isEqualTo(100);

        await().atMost(Duration.ofSeconds(5))
                .ignoreExceptionsInstanceOf(ClusterUnavailableException.class)
                .until(() -> guard.once(() -> answerWith(0)).equals("answer"));
        assertThat(guard.state().breaker()).isEqualTo(GuardState.Breaker.CLOSED);
    }

    @Test
    void anAnswerIsNoFailureOfTheClusterWhateverItSays() {
        ClusterGuard guard = guard(4, 3, Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> guard.retrying(() -> answerWith(ENOENT))).isInstanceOf(RbdNotFoundException.class);
        }
        assertThat(calls).hasValue(20);
        assertThat(guard.state().breaker()).isEqualTo(GuardState.Breaker.CLOSED);
    }

    @Test
    void whatPassesIsRetriedWhereAsked() {
        ClusterGuard guard = guard(4, 3, Duration.ofMinutes(1));
        assertThat(guard.retrying(() -> answerWith(calls.get() < 2 ? ETIMEDOUT : 0)))
                .isEqualTo("answer");
        assertThat(calls).hasValue(3);
        assertThatThrownBy(() -> guard.once(() -> answerWith(ETIMEDOUT))).isInstanceOf(RbdTimeoutException.class);
        assertThat(calls).hasValue(4);
    }

    @Test
    void retriesEndWithTheLastFailure() {
        ClusterGuard guard = guard(4, 3, Duration.ofMinutes(1));
        assertThatThrownBy(() -> guard.retrying(() -> answerWith(ETIMEDOUT))).isInstanceOf(RbdTimeoutException.class);
        assertThat(calls).hasValue(3);
    }

    @Test
    void noMoreCallsRunAtATimeThanAllowed() throws InterruptedException {
        ClusterGuard guard = guard(1, 1, Duration.ofMinutes(1));
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var executor = Executors.newSingleThreadExecutor();
        try {
            executor.execute(() -> guard.once(() -> {
                inside.countDown();
                return awaitQuietly(leave);
            }));
            inside.await();
            assertThat(guard.state().freeCalls()).isZero();
            assertThatThrownBy(() -> guard.once(() -> answerWith(0)))
                    .isInstanceOfSatisfying(
                            ClusterUnavailableException.class,
                            e -> assertThat(e.code()).isEqualTo("CLUSTER_BUSY"));
            assertThat(calls).hasValue(0);
        } finally {
            leave.countDown();
            executor.shutdown();
        }
        await().until(() -> guard.once(() -> answerWith(0)).equals("answer"));
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
