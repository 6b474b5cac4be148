package io.spirula.transfer.share;

import io.spirula.mover.feed.Seat;
import java.util.List;

/** Begins to read a source for several moves. */
@FunctionalInterface
public interface SeatOpener {

    /**
     * @param seats for so many moves
     * @return so many; none if it cannot be read now, and each reads for itself
     */
    List<Seat> open(int seats);
}
