package io.spirula.rbd.guard;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.spirula.rbd.Errno;
import io.spirula.rbd.RbdException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guard of one cluster: limits calls at a time, refuses them while the cluster fails, retries where asked. Share one
 * among all that call the cluster. Thread-safe.
 *
 * <p>A step has one owner of retries: use {@link #retrying} only where nobody above tries again, and only for what may be
 * done twice; {@link #once} everywhere else. Answers such as "not found" are no failures of the cluster.
 */
public final class ClusterGuard {

    private final String cluster;
    private final Bulkhead bulkhead;
    private final CircuitBreaker breaker;
    private final Retry retry;
    private final AtomicLong refused = new AtomicLong();
    private volatile String lastFailure = "";

    public ClusterGuard(String cluster, GuardSettings settings) {
        this.cluster = cluster;
        this.bulkhead = Bulkhead.of(
                cluster,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.concurrentCalls())
                        .maxWaitDuration(settings.longestWait())
                        .build());
        this.breaker = CircuitBreaker.of(
                cluster,
                CircuitBreakerConfig.custom()
                        .failureRateThreshold(settings.failurePercent())
                        .slidingWindowSize(settings.window())
                        .minimumNumberOfCalls((settings.window() + 1) / 2)
                        .waitDurationInOpenState(settings.openFor())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(ClusterGuard::isSickness)
                        .ignoreException(e -> !(e instanceof RbdException))
                        .build());
        breaker.getEventPublisher()
                .onError(failed ->
                        lastFailure = String.valueOf(failed.getThrowable().getMessage()));
        this.retry = Retry.of(
                cluster,
                RetryConfig.custom()
                        .maxAttempts(settings.attempts())
                        .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(settings.firstPause()))
                        .retryOnException(e -> e instanceof RbdException failure && failure.isTransient())
                        .build());
    }

    /** Whether a failure says that the cluster is unwell, and not just that this call was wrong or this client shut out. */
    private static boolean isSickness(Throwable failure) {
        return failure instanceof RbdException answer
                && (answer.isTransient() || answer.errno() == Errno.EIO || answer.errno() == Errno.ENOTCONN);
    }

    /**
     * Makes a call.
     *
     * @throws ClusterUnavailableException if it was not made
     */
    public <T extends @Nullable Object> T once(Supplier<T> call) {
        try {
            return bulkhead.executeSupplier(() -> breaker.executeSupplier(call));
        } catch (CallNotPermittedException e) {
            refused.incrementAndGet();
            throw ClusterUnavailableException.failing(cluster, lastFailure, e);
        } catch (BulkheadFullException e) {
            throw ClusterUnavailableException.busy(cluster, e);
        }
    }

    /**
     * Makes a call again, with growing pauses, as long as it fails for a reason that passes.
     *
     * @param call must do no harm when done twice
     * @throws ClusterUnavailableException if it was not made
     */
    public <T extends @Nullable Object> T retrying(Supplier<T> call) {
        return retry.executeSupplier(() -> once(call));
    }

    public GuardState state() {
        GuardState.Breaker state = switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> GuardState.Breaker.OPEN;
            case HALF_OPEN -> GuardState.Breaker.PROBING;
            default -> GuardState.Breaker.CLOSED;
        };
        return new GuardState(
                cluster,
                state,
                breaker.getMetrics().getFailureRate(),
                refused.get(),
                bulkhead.getMetrics().getAvailableConcurrentCalls());
    }
}
