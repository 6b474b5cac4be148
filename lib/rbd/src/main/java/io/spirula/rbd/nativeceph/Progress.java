package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.jna.ProgressCallback;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries librbd's progress to listeners: one native callback for all, told apart by the argument. */
final class Progress {

    /** Never collected, since librbd may call it at any time. */
    static final ProgressCallback CALLBACK = Progress::advance;

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final ConcurrentHashMap<Long, ProgressListener> LISTENERS = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);

    private Progress() {}

    /** Makes a call whose progress the listener hears; the call gets the argument to pass with {@link #CALLBACK}. */
    static int report(ProgressListener listener, ToIntFunction<Pointer> call) {
        long key = NEXT.getAndIncrement();
        LISTENERS.put(key, listener);
        try {
            return call.applyAsInt(new Pointer(key));
        } finally {
            LISTENERS.remove(key);
        }
    }

    private static int advance(long done, long total, @Nullable Pointer arg) {
        ProgressListener listener = arg == null ? null : LISTENERS.get(Pointer.nativeValue(arg));
        if (listener != null) {
            try {
                listener.advanced(done, total);
            } catch (RuntimeException | Error e) {
                LOG.warn("progress listener failed", e);
            }
        }
        return 0;
    }
}
