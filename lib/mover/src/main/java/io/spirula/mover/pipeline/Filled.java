package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;

/**
 * A range that has been read.
 *
 * @param item what was asked for
 * @param range which bytes
 * @param data the bytes, from position 0 to the limit; goes back to the pool
 */
public record Filled<T>(T item, Range range, ByteBuffer data) {}
