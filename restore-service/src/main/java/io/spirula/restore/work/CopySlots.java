package io.spirula.restore.work;

import java.util.concurrent.Semaphore;

/** Limits how many copies this process makes at a time, and with that its memory. Thread-safe. */
public final class CopySlots {

    private final int number;
    private final Semaphore free;

    /**
     * @param number at least 1
     */
    public CopySlots(int number) {
        this.number = number;
        this.free = new Semaphore(number);
    }

    int number() {
        return number;
    }

    /** Never waits. */
    boolean tryTake() {
        return free.tryAcquire();
    }

    void giveBack() {
        free.release();
    }
}
