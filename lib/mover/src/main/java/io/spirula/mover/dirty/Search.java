package io.spirula.mover.dirty;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a move found what has changed on its source.
 *
 * @param changed whether anything was found
 * @param written some bytes, at most 64, of the extents that were found and have data
 * @param maps what the object maps said; null if they were not asked
 */
public record Search(
        boolean changed, List<Long> written, @Nullable MapReport maps) {

    public Search {
        written = List.copyOf(written);
    }
}
