package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.CompletionQueue;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous RADOS operations on an image's data objects. librados tells of completions one by one only, so whoever waits
 * for any of them looks again and again, at first after a moment.
 *
 * @param <O> its operations
 */
abstract class RadosQueue<T, O extends RadosOperation<T>> extends Handle implements CompletionQueue<T> {

    private static final long FIRST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final NativeImage image;
    private final ImageInfo info;
    private final Pointer io;
    private final AioOperation kind;
    private final int depth;
    private final ArrayDeque<O> inFlight = new ArrayDeque<>();
    private final ArrayDeque<AioResult<T>> results = new ArrayDeque<>();

    /**
     * @param io destroyed with it
     */
    RadosQueue(NativeImage image, ImageInfo info, Pointer io, AioOperation kind, int depth) {
        super(image);
        this.image = image;
        this.info = info;
        this.io = io;
        this.kind = kind;
        this.depth = depth;
    }

    /** Goes on with what does not go on by itself; called before it is asked what has ended. */
    abstract void advance();

    /** Whether an operation has ended. */
    abstract boolean hasEnded(O operation);

    /** How an operation ended, negative if it failed. */
    abstract int result(O operation);

    /** What failed, for messages. */
    abstract String failed(O operation);

    Pointer io() {
        return io;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public synchronized int inFlight() {
        return inFlight.size() + results.size();
    }

    public long objectSize() {
        return info.objectSize();
    }

    /** Where an object ends, or the image within it. */
    long end(long object) {
        return Math.min(info.objectSize(), info.size() - Math.multiplyExact(object, info.objectSize()));
    }

    byte[] nameOf(long object) {
        return CText.of(info.blockNamePrefix() + String.format(".%016x", object));
    }

    void submit(Supplier<O> operation) {
        use(() -> {
            submitNow(operation);
            return true;
        });
    }

    private synchronized void submitNow(Supplier<O> operation) {
        if (inFlight() >= depth) {
            throw new IllegalStateException(describe() + " is full: take a result first");
        }
        inFlight.add(operation.get());
    }

    @Override
    public AioResult<T> take() {
        return use(this::takeNow);
    }

    private synchronized AioResult<T> takeNow() {
        if (inFlight() == 0) {
            throw new IllegalStateException(describe() + " has nothing in flight");
        }
        reap();
        for (long pause = FIRST_PAUSE_NANOS; results.isEmpty(); pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS)) {
            pause(pause);
            reap();
        }
        return results.remove();
    }

    @Override
    public @Nullable AioResult<T> poll() {
        return use(this::pollNow);
    }

    private synchronized @Nullable AioResult<T> pollNow() {
        if (results.isEmpty()) {
            reap();
        }
        return results.poll();
    }

    /** Not shorter for a thread that is interrupted: that is for its caller to heed. */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void reap() {
        advance();
        for (Iterator<O> all = inFlight.iterator(); all.hasNext(); ) {
            O operation = all.next();
            if (hasEnded(operation)) {
                all.remove();
                results.add(ended(operation));
                operation.release();
            }
        }
    }

    private AioResult<T> ended(O operation) {
        int result = result(operation);
        return new AioResult<>(
                operation.tag(),
                kind,
                operation.object() * info.objectSize(),
                operation.bytes(),
                result < 0 ? RbdException.of(-result, failed(operation), image.describe()) : null);
    }

    /** Every operation ends by its time-out at the latest. */
    @Override
    protected synchronized void release() {
        reap();
        while (!inFlight.isEmpty()) {
            pause(LONGEST_PAUSE_NANOS);
            reap();
        }
        results.clear();
        image.pool().cluster().destroy(io);
    }

    @Override
    public void close() {
        closeOnce();
    }
}
