package io.spirula.messaging.work;

/** Tells workers that a domain row has work for them. Safe for use by many threads. */
public interface WorkWaker {

    /**
     * Wakes the work on an instance as soon as the current transaction commits, or at once when there is none. If it runs
     * already it gets another turn. Cheap, and harmless when there is nothing to do.
     *
     * @param queue a {@link Worker#queue()} of this service
     * @param instance at most 200 characters
     * @throws IllegalArgumentException when no worker has this queue
     */
    void wake(String queue, String instance);
}
