package io.spirula.rbd;

import org.jspecify.annotations.Nullable;

/**
 * How an asynchronous operation ended.
 *
 * @param failure null if it did what was asked, whole
 */
public record AioResult<T>(
        T tag,
        AioOperation operation,
        long offset,
        long length,
        @Nullable RbdException failure) {

    /** The tag, or the failure thrown. */
    public T orThrow() {
        if (failure != null) {
            throw failure;
        }
        return tag;
    }
}
