package io.spirula.rbd.jna;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** {@code librbd_progress_fn_t}. librbd calls it unchecked, so null would crash the process. Must not throw. */
@FunctionalInterface
public interface ProgressCallback extends Callback {

    int progress(long done, long total, @Nullable Pointer arg);
}
