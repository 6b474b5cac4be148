package io.spirula.rbd.guard;

import io.spirula.rbd.CephCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
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
    /** The one that was given last first. */
    private final Deque<Spare> spares = new ArrayDeque<>();
    /** When those came that are in somebody's hands. */
    private final Map<CephCluster, Long> came = new WeakHashMap<>();

    private boolean closed;

    /**
     * @param most that wait at the same time
     * @param keep the age that one is not used beyond: it keeps the rights and the configuration that it came with
     * @param nanoTime as {@link System#nanoTime}
     */
    public SpareClients(int most, Duration keep, LongSupplier nanoTime) {
        this.most = most;
        this.keepNanos = keep.toNanos();
        this.nanoTime = nanoTime;
    }

    /** One that came to the cluster just now, for somebody who will give it. */
    public CephCluster came(CephCluster client) {
        synchronized (spares) {
            came.put(client, nanoTime.getAsLong());
        }
        return client;
    }

    /** One that is not too old. */
    public Optional<CephCluster> take() {
        synchronized (spares) {
            Optional<Spare> spare =
                    spares.stream().filter(waiting -> !isOver(waiting)).findFirst();
            spare.ifPresent(taken -> {
                spares.remove(taken);
                came.put(taken.client(), taken.since());
            });
            return spare.map(Spare::client);
        }
    }

    /**
     * @param client has nothing open and nothing in flight, and every call that it made was answered; it may be closed right
     *     now
     */
    public void give(CephCluster client) {
        List<Spare> over = new ArrayList<>();
        synchronized (spares) {
            Long since = came.remove(client);
            Spare given = new Spare(client, since == null ? nanoTime.getAsLong() : since);
            if (isOver(given)) {
                over.add(given);
            } else {
                spares.addFirst(given);
            }
            while (!spares.isEmpty() && (closed || spares.size() > most)) {
                over.add(spares.removeLast());
            }
        }
        over.forEach(spare -> spare.client().close());
    }

    /** Closes those that are too old. */
    public void expire() {
        List<Spare> over;
        synchronized (spares) {
            over = spares.stream().filter(this::isOver).toList();
            spares.removeAll(over);
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
