package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a range of the target.
 *
 * @param data its new bytes; null for zeroes
 */
record Change(Range range, @Nullable ByteBuffer data) {

    /** Its new bytes, where it has any. */
    ByteBuffer bytes() {
        return Objects.requireNonNull(data, "zeroes have no bytes");
    }

    /** The same with its bytes in another buffer, from an index on. */
    Change copiedTo(ByteBuffer buffer, int at) {
        buffer.put(at, bytes(), bytes().position(), bytes().remaining());
        return new Change(range, buffer.slice(at, bytes().remaining()));
    }

    /** Its part from one place in the image to another, both within it. */
    Change between(long from, long to) {
        Range part = new Range(from, to - from);
        return new Change(part, data == null ? null : data.slice((int) (from - range.offset()), (int) part.length()));
    }
}
