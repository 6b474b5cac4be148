package io.spirula.mover;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Holds everybody back once so many bytes were read, until more is allowed, and counts. Thread-safe. */
public final class Budget implements Throttle {

    private long left;
    private long taken;
    private int refusals;

    public Budget(long bytes) {
        this.left = bytes;
    }

    public static MoveContext context(Throttle between, Throttle atTarget, BooleanSupplier wanted) {
        return new MoveContext() {
            @Override
            public boolean stillWanted() {
                return wanted.getAsBoolean();
            }

            @Override
            public Throttle throttle(Traffic traffic) {
                return traffic == Traffic.BETWEEN ? between : atTarget;
            }

            @Override
            public void progressed(MoveProgress progress) {}
        };
    }

    @Override
    public synchronized boolean take(long bytes, Duration atMost) throws InterruptedException {
        if (left < bytes && !atMost.isZero()) {
            wait(atMost.toMillis());
        }
        if (left < bytes) {
            refusals++;
            return false;
        }
        left -= bytes;
        taken += bytes;
        return true;
    }

    public synchronized void allow(long more) {
        left += more;
        notifyAll();
    }

    public synchronized long taken() {
        return taken;
    }

    public synchronized int refusals() {
        return refusals;
    }
}
