package io.spirula.mover.move;

import io.spirula.mover.pipeline.Crew;
import java.util.List;

/** Where the windows of a move come from, filled, and what is found of the difference meanwhile. */
interface Windows {

    /** Adds the threads that bring them. */
    void join(Crew crew);

    /** Bytes found to be covered by the difference up to now. */
    long covered();

    /** Whether everything was asked, so that no more will be covered. */
    boolean finished();

    /** Where some extents begin that have data: offsets in bytes, at most 64. Known when all windows have come. */
    List<Long> written();
}
