package io.spirula.retention;

import io.spirula.contracts.PointId;
import java.time.Instant;
import java.util.Objects;

/**
 * A point that a place holds now.
 *
 * @param id the point
 * @param time its moment; points are as old as this says
 * @param completeness whether it can be relied on
 */
public record HeldPoint(PointId id, Instant time, Completeness completeness) {

    public HeldPoint {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(completeness, "completeness");
    }

    boolean complete() {
        return completeness == Completeness.COMPLETE;
    }
}
