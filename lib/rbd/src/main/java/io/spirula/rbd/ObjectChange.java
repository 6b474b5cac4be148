package io.spirula.rbd;

import java.nio.ByteBuffer;

/** What becomes of one part of a data object. */
public sealed interface ObjectChange {

    /** First byte within the object. */
    long offset();

    /** In bytes, at least 1. */
    long length();

    default long end() {
        return offset() + length();
    }

    /**
     * New bytes.
     *
     * @param bytes the remaining ones of a direct buffer, whose position is left alone
     */
    record Data(long offset, ByteBuffer bytes) implements ObjectChange {

        @Override
        public long length() {
            return bytes.remaining();
        }
    }

    /** Reads as zeroes from then on, deallocated where possible. */
    record Zeroes(long offset, long length) implements ObjectChange {}
}
