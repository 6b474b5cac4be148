package io.spirula.bench.world;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on conditions by asking again and again. */
public final class Poll {

    private Poll() {}

    /** True once the condition holds, false if it did not in time. */
    public static boolean holdsWithin(Duration limit, Duration interval, BooleanSupplier condition) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(interval);
        }
        return true;
    }

    /**
     * @throws BenchException if there is none in time
     */
    public static <T> T until(String what, Duration limit, Duration interval, Supplier<Optional<T>> look) {
        var deadline = System.nanoTime() + limit.toNanos();
        for (var found = look.get(); ; found = look.get()) {
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("waited " + limit.toSeconds() + " s in vain for " + what);
            }
            pause(interval);
        }
    }

    public static void pause(Duration interval) {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
