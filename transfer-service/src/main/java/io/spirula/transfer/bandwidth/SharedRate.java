package io.spirula.transfer.bandwidth;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A number of bytes per second that several moves share: a token bucket that may go into debt by what was given last. They
 * have their turns one after another, and in each turn as many bytes, whatever the size of the pieces that they read.
 * Thread-safe.
 */
final class SharedRate {

    private static final double NANOS = 1e9;
    /** What nobody used is saved up for no longer than this. */
    private static final double SAVED_SECONDS = 0.1;
    /** Of a turn, in bytes: the largest piece that is read at once. */
    private static final long TURN = 4L << 20;

    private final LongSupplier nanoTime;
    private final Queue<Share> waiting = new ArrayDeque<>();
    private @Nullable Long bytesPerSecond;
    private double saved;
    private long savedAt;
    private int shares;

    /** What one move has of it. Used by one thread at a time, but for its end. */
    final class Share implements AutoCloseable {

        private long given;
        private long wanted;
        private boolean closed;

        /** As {@link io.spirula.mover.Throttle#take}. */
        boolean take(long bytes, Duration atMost) throws InterruptedException {
            return SharedRate.this.take(this, bytes, atMost);
        }

        /** It reads nothing any more. Does nothing a second time. */
        @Override
        public void close() {
            leave(this);
        }
    }

    /**
     * Not limited at first.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    SharedRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.savedAt = nanoTime.getAsLong();
    }

    synchronized Share share() {
        shares++;
        return new Share();
    }

    /**
     * Holds from now on, also for those who wait.
     *
     * @param limit bytes per second; null when they are not limited
     */
    synchronized void limit(@Nullable Long limit) {
        save();
        bytesPerSecond = limit;
        serve();
    }

    private synchronized boolean take(Share share, long bytes, Duration atMost) throws InterruptedException {
        long start = nanoTime.getAsLong();
        if (bytesPerSecond != null && share.given < bytes && share.wanted == 0) {
            long lacking = bytes - share.given;
            share.wanted = shares > 1 ? Math.max(lacking, TURN) : lacking;
            waiting.add(share);
        }
        serve();
        while (bytesPerSecond != null && share.given < bytes) {
            long left = atMost.toNanos() - (nanoTime.getAsLong() - start);
            if (left <= 0) {
                return false;
            }
            wait(Math.max(1, Math.min(left, untilNext()) / 1_000_000));
            serve();
        }
        share.given = Math.max(0, share.given - bytes);
        return true;
    }

    private synchronized void leave(Share share) {
        if (share.closed) {
            return;
        }
        share.closed = true;
        shares--;
        waiting.remove(share);
        saved += share.given;
        share.given = 0;
        serve();
    }

    /** Gives whoever is next its turn, also those who look again only later. */
    private void serve() {
        save();
        boolean served = false;
        while (!waiting.isEmpty() && (bytesPerSecond == null || saved >= 0)) {
            Share next = waiting.remove();
            saved -= next.wanted;
            next.given += next.wanted;
            next.wanted = 0;
            served = true;
        }
        if (served) {
            notifyAll();
        }
    }

    private void save() {
        long now = nanoTime.getAsLong();
        if (bytesPerSecond == null) {
            saved = 0;
        } else {
            saved = Math.min(bytesPerSecond * SAVED_SECONDS, saved + bytesPerSecond * ((now - savedAt) / NANOS));
        }
        savedAt = now;
    }

    private long untilNext() {
        return bytesPerSecond == null ? 0 : (long) Math.ceil(Math.max(0, -saved) / bytesPerSecond * NANOS);
    }
}
