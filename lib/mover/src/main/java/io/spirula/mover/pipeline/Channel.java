package io.spirula.mover.pipeline;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A bounded queue between stages that knows when its last producer has ended. Thread-safe. */
public final class Channel<T> {

    private final Queue<T> items = new ArrayDeque<>();
    private final int capacity;
    private int producers;

    /**
     * @param capacity most items waiting
     * @param producers how many will call {@link #producerEnded}
     */
    public Channel(int capacity, int producers) {
        this.capacity = capacity;
        this.producers = producers;
    }

    public synchronized void put(T item) throws InterruptedException {
        while (items.size() >= capacity) {
            wait();
        }
        items.add(item);
        notifyAll();
    }

    public synchronized void producerEnded() {
        producers--;
        notifyAll();
    }

    /** The next item, waiting for it; null at the end. */
    public synchronized @Nullable T take() throws InterruptedException {
        while (items.isEmpty() && producers > 0) {
            wait();
        }
        return poll();
    }

    /** The next item if there is one now. */
    public synchronized @Nullable T poll() {
        T item = items.poll();
        if (item != null) {
            notifyAll();
        }
        return item;
    }
}
