package io.spirula.mover;

import java.time.Duration;

/** Gives leave to read data, so that it is read no faster than somebody allows. Used by one thread at a time. */
@FunctionalInterface
public interface Throttle {

    /** Holds nobody back. */
    Throttle NONE = (bytes, atMost) -> true;

    /**
     * Asks for leave to read; once it is given, the bytes count as read. Whoever got none asks again for as many.
     *
     * @param bytes more than none
     * @param atMost how long to wait for it; zero does not wait
     * @return whether leave was given
     * @throws InterruptedException when the thread was interrupted while it waited; no leave was given then
     */
    boolean take(long bytes, Duration atMost) throws InterruptedException;
}
