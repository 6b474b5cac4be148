package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;

/**
 * A part of an image that is read by itself or together with others.
 *
 * @param into has exactly its length
 */
record Place(Range range, ByteBuffer into) {}
