package io.spirula.rbd;

import java.nio.ByteBuffer;

/**
 * One place of a data object that is to be read.
 *
 * @param offset first byte within the object
 * @param into direct, filled from its position to its limit, at least one byte; its position is left alone
 */
public record ObjectRead(long offset, ByteBuffer into) {

    /** In bytes. */
    public long length() {
        return into.remaining();
    }
}
