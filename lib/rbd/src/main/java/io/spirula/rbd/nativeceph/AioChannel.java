package io.spirula.rbd.nativeceph;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.spirula.rbd.AioQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.jna.LibC;
import io.spirula.rbd.jna.LibRbd;
import org.jspecify.annotations.Nullable;

/** The one way by which an image tells of ended asynchronous I/O: an event descriptor, used by one queue at a time. */
final class AioChannel {

    private static final int NONE = -1;
    private static final int EINTR = 4;
    private static final int MOST_DEPTH = 1024;
    private static final long POLLFD_BYTES = 8;

    private final NativeImage image;
    private final Memory counter = new Memory(8);
    private final Memory pollfd = new Memory(POLLFD_BYTES);
    private int events = NONE;
    private @Nullable NativeAioQueue<?> queue;

    AioChannel(NativeImage image) {
        this.image = image;
    }

    static void requireDepth(int depth) {
        if (depth < 1 || depth > MOST_DEPTH) {
            throw new IllegalArgumentException("queue depth must be 1 to " + MOST_DEPTH + ": " + depth);
        }
    }

    <T> AioQueue<T> open(int depth) {
        requireDepth(depth);
        return image.call(() -> openNow(depth));
    }

    private synchronized <T> AioQueue<T> openNow(int depth) {
        requireIdle();
        if (events == NONE) {
            events = openEvents();
            pollfd.setInt(0, events);
            pollfd.setShort(4, LibC.POLLIN);
        }
        var opened = new NativeAioQueue<T>(image, this, depth);
        queue = opened;
        return opened;
    }

    /** A descriptor that librbd refused would never tell of anything. */
    private int openEvents() {
        int opened = LibC.eventfd(0, LibC.EFD_NONBLOCK | LibC.EFD_CLOEXEC);
        int result = LibRbd.rbd_set_image_notification(image.pointer(), opened, LibRbd.EVENT_TYPE_EVENTFD);
        if (result < 0) {
            LibC.close(opened);
            throw RbdException.of(-result, "open an I/O queue", image.describe());
        }
        return opened;
    }

    synchronized void requireIdle() {
        if (queue != null) {
            throw new IllegalStateException(image.describe() + " has an open I/O queue: close it first");
        }
    }

    synchronized void closed(NativeAioQueue<?> ended) {
        if (queue == ended) {
            queue = null;
        }
    }

    /** Waits until some operation has ended since the last call, at most about the given time. */
    void await(int millis) {
        try {
            if (LibC.poll(pollfd, 1, millis) > 0) {
                LibC.read(events, counter, counter.size());
            }
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EINTR) {
                throw e;
            }
        }
    }

    void close() {
        NativeAioQueue<?> open;
        synchronized (this) {
            open = queue;
        }
        if (open != null) {
            open.close();
        }
    }

    /** Only once the image is closed, since librbd writes to the descriptor. */
    synchronized void closeEvents() {
        if (events != NONE && !image.pool().cluster().isStuck()) {
            LibC.close(events);
            events = NONE;
        }
    }
}
