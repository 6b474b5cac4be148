package io.spirula.mover.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All of an image, or of a part of it, in rising order. */
public final class EveryPart implements Parts {

    private static final long LARGEST = 256L << 20;

    private final long end;
    private final long length;
    private final AtomicLong next;

    /**
     * @param from the first byte
     * @param to the first byte that is not asked, at most the size of the image
     * @param period after which its striping starts anew, in bytes
     * @param threads that will ask
     */
    public EveryPart(long from, long to, long period, int threads) {
        this.end = to;
        this.next = new AtomicLong(from);
        this.length = length(to - from, period, threads);
    }

    /** Whole stripe periods, unless they are very large, and a few parts for each thread. */
    private static long length(long size, long period, int threads) {
        if (period > LARGEST) {
            return LARGEST;
        }
        long fair = Math.max(Chunks.SIZE, Math.min(LARGEST, size / (2L * threads)));
        return Math.max(1, fair / period) * period;
    }

    @Override
    public @Nullable Range next() {
        long offset = next.getAndAdd(length);
        return offset < end ? new Range(offset, Math.min(length, end - offset)) : null;
    }
}
