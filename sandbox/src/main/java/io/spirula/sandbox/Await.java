package io.spirula.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits on real conditions by asking again and again, never for a fixed time. */
final class Await {
    private static final long INTERVAL_MILLIS = 20;

    private Await() {}

    static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    static void until(String what, Duration limit, BooleanSupplier condition) {
        if (!holdsWithin(limit, condition)) {
            throw new SandboxException("waited " + limit.toSeconds() + " s in vain for " + what);
        }
    }

    /** Like {@link #until}, but gives up at once when the daemon ends, and shows the end of its log. */
    static void ready(Daemon daemon, Duration limit, BooleanSupplier condition) {
        var held = holdsWithin(limit, () -> condition.getAsBoolean() || !daemon.isAlive());
        if (!daemon.isAlive()) {
            throw new SandboxException(
                    daemon + " ended while starting. The end of " + daemon.log() + ":\n" + daemon.logTail());
        }
        if (!held) {
            throw new SandboxException(daemon + " was not ready after " + limit.toSeconds() + " s. The end of "
                    + daemon.log() + ":\n" + daemon.logTail());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting", e);
        }
    }
}
