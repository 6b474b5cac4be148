package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A window that has been read.
 *
 * @param item what was asked for
 * @param window which bytes
 * @param data all that was read; goes back to the pool
 * @param parts of the data, one for each chunk
 */
public record Filled<T>(T item, Window window, ByteBuffer data, List<ByteBuffer> parts) {

    public Filled(T item, Window window, ByteBuffer data) {
        this(item, window, data, window.cut(data));
    }
}
