package io.spirula.mover.pipeline;

/**
 * Part of an image.
 *
 * @param offset first byte
 * @param length bytes, at least 1
 */
public record Range(long offset, long length) {

    public Range {
        if (offset < 0 || length < 1 || offset + length < 0) {
            throw new IllegalArgumentException("not a range: offset " + offset + ", length " + length);
        }
    }

    public long end() {
        return offset + length;
    }

    @Override
    public String toString() {
        return "offset " + offset + ", length " + length;
    }
}
