package io.spirula.rbd.guard;

import io.spirula.rbd.CephCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Client instances of one cluster that somebody is done with, for whoever needs one next: to let a client in costs monitors
 * and OSDs more than many a piece of work does. Each is in nobody else's hands. Thread-safe.
 */
public final class SpareClients implements AutoCloseable {

    private record Spare(CephCluster client, long since) {}

    private final int most;
    private final long keepNanos;
    private final LongSupplier nanoTime;
    /** The one that came last first. */
    private final Deque<Spare> spares = new ArrayDeque<>();

    private boolean closed;

    /**
     * @param most that wait at the same time
     * @param keep how long one waits
     * @param nanoTime as {@link System#nanoTime}
     */
    public SpareClients(int most, Duration keep, LongSupplier nanoTime) {
        this.most = most;
        this.keepNanos = keep.toNanos();
        this.nanoTime = nanoTime;
    }

    /** One that has not waited for too long. */
    public Optional<CephCluster> take() {
        synchronized (spares) {
            Spare newest = spares.peekFirst();
            return newest == null || isOver(newest)
                    ? Optional.empty()
                    : Optional.of(spares.removeFirst().client());
        }
    }

    /**
     * @param client has nothing open and nothing in flight, and every call that it made was answered; it may be closed right
     *     now
     */
    public void give(CephCluster client) {
        List<Spare> over = new ArrayList<>();
        synchronized (spares) {
            spares.addFirst(new Spare(client, nanoTime.getAsLong()));
            while (!spares.isEmpty() && (closed || spares.size() > most)) {
                over.add(spares.removeLast());
            }
        }
        over.forEach(spare -> spare.client().close());
    }

    /** Closes those that have waited for too long. */
    public void expire() {
        List<Spare> over = new ArrayList<>();
        synchronized (spares) {
            while (!spares.isEmpty() && isOver(spares.getLast())) {
                over.add(spares.removeLast());
            }
        }
        over.forEach(spare -> spare.client().close());
    }

    /** Closes those that wait: something is wrong with the way to the cluster, or with the client's rights. */
    public void dismiss() {
        List<Spare> over;
        synchronized (spares) {
            over = List.copyOf(spares);
            spares.clear();
        }
        over.forEach(spare -> spare.client().close());
    }

    private boolean isOver(Spare spare) {
        return nanoTime.getAsLong() - spare.since() >= keepNanos;
    }

    /** Also closes whichever is given from then on. */
    @Override
    public void close() {
        synchronized (spares) {
            closed = true;
        }
        dismiss();
    }
}
