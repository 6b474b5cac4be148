package io.spirula.transfer.cluster;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Keeps the trouble of one cluster away from the work on others: a cluster that did not answer several times in a row is
 * left alone for a while, and only so many moves go on with it at once. Never retries. Thread-safe.
 */
final class ClusterGuard {

    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final String cluster;
    private final CircuitBreaker breaker;
    private final Semaphore moves;

    ClusterGuard(String cluster, int concurrentMoves) {
        this.cluster = cluster;
        this.moves = new Semaphore(concurrentMoves);
        this.breaker = CircuitBreaker.of(
                cluster,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(FAILURES)
                        .minimumNumberOfCalls(FAILURES)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(PAUSE)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(ClusterGuard::silence)
                        .build());
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /**
     * Asks the cluster something.
     *
     * @throws ClusterAwayException when it did not answer the last times
     */
    <T> T call(Supplier<T> question) {
        try {
            return breaker.executeSupplier(question);
        } catch (CallNotPermittedException e) {
            throw ClusterAwayException.unreachable(cluster, PAUSE);
        }
    }

    /**
     * Takes one of the places for moves; the result gives it back.
     *
     * @throws ClusterAwayException when none is free
     */
    MovePlace enter() {
        if (!moves.tryAcquire()) {
            throw ClusterAwayException.busy(cluster, BUSY);
        }
        return new MovePlace(moves);
    }

    private static boolean silence(Throwable failure) {
        return failure instanceof RbdException rbd && (rbd.isTransient() || rbd.endsConnection());
    }
}
