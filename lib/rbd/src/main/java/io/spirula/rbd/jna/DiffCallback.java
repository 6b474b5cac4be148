package io.spirula.rbd.jna;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** {@code int (*)(uint64_t, size_t, int, void *)}; negative ends the listing. Must not throw: JNA would answer 0. */
@FunctionalInterface
public interface DiffCallback extends Callback {

    int extent(long offset, long length, int exists, @Nullable Pointer arg);
}
