package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Finds which blocks of 4 KiB are all zero. */
public final class ZeroRuns {

    /** Blocks are judged whole, on multiples of this in the image. */
    public static final int BLOCK = 4096;

    /** Compared with it, which the processor does many bytes at a time. */
    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(16 * BLOCK).asReadOnlyBuffer();

    private ZeroRuns() {}

    /**
     * Part of a chunk that is all zero blocks or all other ones.
     *
     * @param range in the image
     * @param zero which
     */
    public record Run(Range range, boolean zero) {}

    /**
     * Cuts a chunk into runs, alternating and covering it.
     *
     * @param offset of the data in the image; the first and the last block may be partial
     */
    public static List<Run> of(long offset, ByteBuffer data) {
        List<Run> runs = new ArrayList<>();
        int length = data.remaining();
        int start = 0;
        boolean zero = false;
        int at = 0;
        while (at < length) {
            int block = (int) Math.min(length - at, BLOCK - (offset + at) % BLOCK);
            boolean blockIsZero = isZero(data, data.position() + at, block);
            if (at > 0 && blockIsZero != zero) {
                runs.add(new Run(new Range(offset + start, at - start), zero));
                start = at;
            }
            zero = blockIsZero;
            at += block;
        }
        runs.add(new Run(new Range(offset + start, length - start), zero));
        return runs;
    }

    /** Whether some bytes of a buffer, from an index on, are all zero. */
    public static boolean isZero(ByteBuffer data, int from, int length) {
        if (length > 0 && data.get(from) != 0) {
            return false;
        }
        int end = from + length;
        for (int at = from; at < end; at += ZEROES.capacity()) {
            int part = Math.min(end - at, ZEROES.capacity());
            if (data.slice(at, part).mismatch(ZEROES.slice(0, part)) != -1) {
                return false;
            }
        }
        return true;
    }
}
