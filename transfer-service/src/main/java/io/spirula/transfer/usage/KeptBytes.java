package io.spirula.transfer.usage;

import io.spirula.contracts.event.Copy;
import java.util.Comparator;
import java.util.List;

/**
 * How many bytes a generation of a replica takes for the points that it keeps, as far as the records tell. Pure.
 *
 * <p>The oldest point counts with what was ever written to make it, but never with more than its size; each later one with
 * what was written for it. What was written for points that are gone is therefore part of the oldest one that is there.
 */
final class KeptBytes {

    private KeptBytes() {}

    /**
     * @param kept the complete copies that the generation holds, in any order
     * @param written bytes of data that were ever written to make points of the generation
     */
    static long of(List<Copy> kept, long written) {
        return kept.stream()
                .min(Comparator.comparingLong(Copy::sourceSnapshotId))
                .map(oldest -> {
                    long later = kept.stream()
                            .filter(copy -> !copy.equals(oldest))
                            .mapToLong(KeptBytes::written)
                            .sum();
                    return base(oldest, written - later) + later;
                })
                .orElse(0L);
    }

    /** A point of which nobody knows what was written for it was made before records began: it may be full. */
    private static long base(Copy oldest, long written) {
        return oldest.bytesMoved() == null
                ? oldest.size()
                : Math.min(oldest.size(), Math.max(written, written(oldest)));
    }

    private static long written(Copy copy) {
        Long moved = copy.bytesMoved();
        return moved == null ? 0 : moved;
    }
}
