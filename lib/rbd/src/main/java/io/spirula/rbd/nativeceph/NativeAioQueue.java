package io.spirula.rbd.nativeceph;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.jna.LibRbd;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous I/O whose completions are polled through the image's event descriptor: no callback ever comes from a
 * foreign thread. Holds each buffer until its operation has ended, whatever the caller does.
 */
final class NativeAioQueue<T> implements AioQueue<T> {

    private static final int WAIT_MILLIS = 1000;

    /** What operations that hang may still read, write or tell of. */
    private static final Set<NativeAioQueue<?>> ABANDONED = ConcurrentHashMap.newKeySet();

    private final NativeImage image;
    private final AioChannel channel;
    private final int depth;
    private final Memory ended;
    private final Map<Long, InFlight<T>> inFlight = new HashMap<>();
    private final ArrayDeque<AioResult<T>> results = new ArrayDeque<>();
    private boolean closed;

    /** The buffer is null for zeroes. */
    private record InFlight<T>(
            T tag,
            AioOperation operation,
            long offset,
            long length,
            @Nullable ByteBuffer buffer) {}

    NativeAioQueue(NativeImage image, AioChannel channel, int depth) {
        this.image = image;
        this.channel = channel;
        this.depth = depth;
        this.ended = new Memory((long) depth * Native.POINTER_SIZE);
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public synchronized int inFlight() {
        return inFlight.size() + results.size();
    }

    @Override
    public synchronized void submitRead(long offset, ByteBuffer into, T tag) {
        Pointer buffer = NativeImage.address(into);
        int length = into.remaining();
        submit(
                new InFlight<>(tag, AioOperation.READ, offset, length, into),
                completion -> LibRbd.rbd_aio_read2(image.pointer(), offset, length, buffer, completion, 0));
    }

    @Override
    public synchronized void submitWrite(long offset, ByteBuffer from, T tag) {
        Pointer buffer = NativeImage.address(from);
        int length = from.remaining();
        submit(
                new InFlight<>(tag, AioOperation.WRITE, offset, length, from),
                completion -> LibRbd.rbd_aio_write2(image.pointer(), offset, length, buffer, completion, 0));
    }

    @Override
    public synchronized void submitWriteZeroes(long offset, long length, T tag) {
        submit(
                new InFlight<>(tag, AioOperation.WRITE_ZEROES, offset, length, null),
                completion -> LibRbd.rbd_aio_write_zeroes(image.pointer(), offset, length, completion, 0, 0));
    }

    private void submit(InFlight<T> operation, ToIntFunction<Pointer> start) {
        requireOpen();
        if (inFlight() >= depth) {
            throw new IllegalStateException("I/O queue of " + image.describe() + " is full: take a result first");
        }
        image.call(() -> {
            image.requireWithin(verb(operation.operation()), operation.offset(), operation.length());
            if (operation.length() == 0) {
                results.add(result(operation, 0));
                return true;
            }
            var reference = new PointerByReference();
            Call.check(
                    LibRbd.rbd_aio_create_completion(null, null, reference),
                    "prepare to " + describe(operation),
                    image::describe);
            Pointer completion = reference.getValue();
            long key = Pointer.nativeValue(completion);
            inFlight.put(key, operation);
            int started = start.applyAsInt(completion);
            if (started < 0) {
                inFlight.remove(key);
                LibRbd.rbd_aio_release(completion);
                throw RbdException.of(-started, describe(operation), image.describe());
            }
            return true;
        });
    }

    @Override
    public synchronized AioResult<T> take() {
        requireOpen();
        if (inFlight() == 0) {
            throw new IllegalStateException("I/O queue of " + image.describe() + " has nothing in flight");
        }
        AioResult<T> result = poll();
        while (result == null) {
            awaitSome();
            result = poll();
        }
        return result;
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException("I/O queue of " + image.describe());
        }
    }

    /** Limits the wait itself, since no time-out of an OSD operation ends what librbd holds back. */
    private void awaitSome() {
        int before = inFlight.size();
        long deadline = System.nanoTime() + image.pool().cluster().patience().toNanos();
        while (inFlight.size() == before) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw abandon();
            }
            channel.await((int) Math.min(left, WAIT_MILLIS));
            reap();
        }
    }

    /** Stays the image's open queue, so that no other one gets what comes late. */
    private RbdException abandon() {
        closed = true;
        ABANDONED.add(this);
        String operation = "wait for " + inFlight.size() + " operations in flight";
        image.pool().cluster().giveUp(operation + " on " + image.describe());
        return RbdException.of(Call.ETIMEDOUT, operation, image.describe());
    }

    @Override
    public synchronized @Nullable AioResult<T> poll() {
        if (results.isEmpty() && !inFlight.isEmpty() && !closed) {
            reap();
        }
        return results.poll();
    }

    /** Needs no open handle: whoever closes the image closes the queue before and waits for it. */
    private void reap() {
        int count = LibRbd.rbd_poll_io_events(image.pointer(), ended, depth);
        for (int i = 0; i < count; i++) {
            Pointer completion = ended.getPointer((long) i * Native.POINTER_SIZE);
            InFlight<T> operation = inFlight.remove(Pointer.nativeValue(completion));
            LibRbd.rbd_aio_wait_for_complete(completion);
            long value = LibRbd.rbd_aio_get_return_value(completion);
            LibRbd.rbd_aio_release(completion);
            if (operation != null) {
                results.add(result(operation, value));
            }
        }
    }

    private AioResult<T> result(InFlight<T> operation, long value) {
        boolean isShort = operation.operation() == AioOperation.READ && value >= 0 && value < operation.length();
        RbdException failure = value < 0 || isShort
                ? RbdException.of(
                        isShort ? Call.EINVAL : Math.toIntExact(-value), describe(operation), image.describe())
                : null;
        return new AioResult<>(operation.tag(), operation.operation(), operation.offset(), operation.length(), failure);
    }

    private static String describe(InFlight<?> operation) {
        return verb(operation.operation()) + " " + operation.length() + " bytes at " + operation.offset();
    }

    private static String verb(AioOperation operation) {
        return switch (operation) {
            case READ -> "read";
            case WRITE -> "write";
            case WRITE_ZEROES -> "write zeroes";
            case CHANGE_OBJECT -> "change an object with";
            case READ_OBJECT -> "read of an object";
        };
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            while (!inFlight.isEmpty()) {
                awaitSome();
            }
            results.clear();
            channel.closed(this);
        }
    }
}
