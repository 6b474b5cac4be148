package io.spirula.mover.feed;

import io.spirula.mover.MoveFailedException;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Window;
import io.spirula.rbd.RbdException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where each window that was read lies until all who sit there have taken it. How much lies there is bounded by the buffers
 * that it is read into; who holds others up for too long is cut off, so that these can go on. Thread-safe.
 */
final class Table {

    private final BufferPool buffers;
    private final List<Place> places = new ArrayList<>();
    private long served;
    private boolean ended;
    private boolean deserted;
    private @Nullable Throwable failure;

    /** What one of them has yet to take. Guarded by the table. */
    static final class Place {

        private final Patience patience;
        private final Deque<Serving> backlog = new ArrayDeque<>();
        private boolean waiting;
        private boolean cutOff;
        private boolean left;

        private Place(Patience patience) {
            this.patience = patience;
        }

        /** Whoever was woken by something to take may not have noticed yet. */
        private boolean isHungry() {
            return waiting && backlog.isEmpty();
        }

        private boolean isTaken() {
            return !cutOff && !left;
        }
    }

    Table(BufferPool buffers, int places, LongSupplier nanoTime) {
        this.buffers = buffers;
        for (int i = 0; i < places; i++) {
            this.places.add(new Place(new Patience(nanoTime)));
        }
    }

    List<Place> places() {
        return List.copyOf(places);
    }

    /** Hands a window to all who are there; never blocks. */
    synchronized void serve(Filled<Window> window) {
        List<Place> taken = taken();
        if (taken.isEmpty()) {
            buffers.release(window.data());
            return;
        }
        Serving serving = new Serving(served++, window, taken.size());
        taken.forEach(place -> place.backlog.add(serving));
        notifyAll();
    }

    /** Everything was served. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** No more will be served, though that was not all. */
    synchronized void fail(Throwable cause) {
        failure = failure == null ? cause : failure;
        notifyAll();
    }

    /**
     * Waits until somebody's next window is there, or none will come.
     *
     * @return whether that is so
     */
    synchronized boolean await(Place place, Duration atMost) throws InterruptedException {
        if (isDecided(place)) {
            return true;
        }
        place.waiting = true;
        try {
            wait(atMost.toMillis());
        } finally {
            place.waiting = false;
        }
        return isDecided(place);
    }

    private boolean isDecided(Place place) {
        return !place.backlog.isEmpty() || !place.isTaken() || ended || failure != null;
    }

    /**
     * The window that is to be taken next, which stays where it is. To be called once it is decided whether there is one.
     *
     * @return null if that was all, or if the place is cut off
     * @throws RuntimeException why not all will be served
     */
    synchronized @Nullable Window next(Place place) {
        if (place.cutOff) {
            return null;
        }
        if (failure != null) {
            throw forOne(failure);
        }
        Serving next = place.backlog.peek();
        if (next == null && (place.left || !ended)) {
            throw new IllegalStateException("it is not known yet what comes next");
        }
        return next == null ? null : next.window().window();
    }

    /** One failure may end several moves, each by an exception of its own. */
    private static RuntimeException forOne(Throwable failure) {
        if (failure instanceof RbdException ceph) {
            return MoveFailedException.ceph(ceph);
        }
        if (failure instanceof MoveFailedException failed) {
            return failed.forAnother();
        }
        return new IllegalStateException("what reads the source for several moves failed", failure);
    }

    /** Takes the next one; null if there is none any more. It is kept until {@link #done}. */
    synchronized @Nullable Serving take(Place place) {
        return place.backlog.poll();
    }

    synchronized void done(Serving serving) {
        if (serving.done()) {
            buffers.release(serving.window().data());
        }
    }

    synchronized boolean isCutOff(Place place) {
        return place.cutOff;
    }

    /** Wants no more. Tells, once, that nobody is left whom anything has yet to be served. */
    synchronized boolean leave(Place place) {
        place.left = true;
        clear(place);
        boolean last = taken().isEmpty() && !ended && failure == null && !deserted;
        deserted |= last;
        return last;
    }

    /**
     * Cuts off who held others up for too long. To be called every so often.
     *
     * @param standsStill whether nothing can be read before something is taken
     */
    synchronized void look(boolean standsStill) {
        long behind = standsStill && taken().stream().anyMatch(Place::isHungry) ? furthestBehind() : -1;
        for (Place place : taken()) {
            Serving next = place.backlog.peek();
            if (place.patience.isOver(next != null && next.number() == behind)) {
                place.cutOff = true;
                clear(place);
            }
        }
    }

    private long furthestBehind() {
        return taken().stream()
                .filter(place -> !place.backlog.isEmpty())
                .mapToLong(place -> place.backlog.element().number())
                .min()
                .orElse(-1);
    }

    private List<Place> taken() {
        return places.stream().filter(Place::isTaken).toList();
    }

    private void clear(Place place) {
        place.backlog.forEach(this::done);
        place.backlog.clear();
        notifyAll();
    }
}
