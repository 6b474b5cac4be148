package io.spirula.rbd.guard;

/**
 * How a guarded cluster does, for health and metrics.
 *
 * @param breaker whether calls are let through
 * @param failurePercent of the judged calls; -1 while too few were made
 * @param refusedCalls since the start, by the open breaker
 * @param freeCalls how many more could run now
 */
public record GuardState(String cluster, Breaker breaker, float failurePercent, long refusedCalls, int freeCalls) {

    /** States of the circuit breaker. */
    public enum Breaker {
        /** Calls are made. */
        CLOSED,
        /** Calls are refused: too many failed. */
        OPEN,
        /** A few calls are made to see whether the cluster has come back. */
        PROBING
    }
}
