package io.spirula.mover.move;

import io.spirula.mover.Throttle;
import io.spirula.mover.feed.Seat;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Leave;
import io.spirula.mover.pipeline.Window;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A move that copies what a feed has read, within its own buffers and limits. Where the feed cuts it off, it reads what is
 * left by itself.
 */
final class FedReads implements Windows {

    private final Seat seat;
    private final Filling filling;
    private final Leave leave;
    private final Taken taken;
    private final OwnReads own;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean alone;

    /**
     * @param taken hears what comes from the feed; when it is full, the move goes on by itself
     * @param own reads what is not taken
     */
    FedReads(Seat seat, Taken taken, OwnReads own, Filling filling, Throttle throttle) {
        this.seat = seat;
        this.taken = taken;
        this.own = own;
        this.filling = filling;
        this.leave = new Leave(throttle, filling.pulse());
    }

    @Override
    public void join(Crew crew) {
        crew.add("fed", this::take);
        own.join(crew, task -> () -> {
            decided.await();
            if (alone) {
                task.run();
            }
        });
    }

    private void take() throws InterruptedException {
        try (seat) {
            alone = !takeAll();
        }
        if (!alone) {
            requireAll();
            filling.filled().producerEnded();
        }
        decided.countDown();
    }

    /** False if not all can be had here. */
    private boolean takeAll() throws InterruptedException {
        for (Window window = seat.next(filling.pulse()); window != null; window = seat.next(filling.pulse())) {
            if (taken.isFull()) {
                return false;
            }
            leave.given(window.readBytes(), true);
            ByteBuffer buffer = filling.buffers().acquire(window.readBytes());
            if (!seat.copy(buffer)) {
                filling.buffers().release(buffer);
                return false;
            }
            leave.used();
            taken.add(window.chunks());
            filling.filled().put(new Filled<>(window, window, buffer));
            filling.pulse().beat();
        }
        return !seat.isCutOff();
    }

    private void requireAll() {
        if (taken.bytes() != seat.covered()) {
            throw new IllegalStateException(
                    "took " + taken.bytes() + " bytes from a feed that has read " + seat.covered());
        }
    }

    @Override
    public long covered() {
        return Math.max(seat.covered(), own.covered());
    }

    @Override
    public boolean finished() {
        return alone ? own.finished() : seat.finished();
    }

    @Override
    public List<Long> written() {
        return alone ? own.written() : seat.written();
    }
}
