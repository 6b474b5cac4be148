package io.spirula.mover.move;

import io.spirula.mover.pipeline.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides where zeroes have to be made on the target: only where it may hold data. Thread-safe. */
final class ZeroPolicy {

    private final @Nullable Allocation before;

    /**
     * @param before of the target as it was before the move, at its base; null if it was empty
     */
    ZeroPolicy(@Nullable Allocation before) {
        this.before = before;
    }

    /** The parts of a range, which reads as zeroes at the source, that are to be made zero, in rising order. */
    List<Range> needed(Range zero) {
        return before == null ? List.of() : before.within(zero);
    }
}
