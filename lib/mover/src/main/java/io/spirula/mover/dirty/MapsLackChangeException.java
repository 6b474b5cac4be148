package io.spirula.mover.dirty;

import java.io.Serial;

/** A move went by object maps that were found to lack a change: what it moved is right, but not all that there is. */
public final class MapsLackChangeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient MapReport report;

    MapsLackChangeException(MapReport report) {
        super(report.text());
        this.report = report;
    }

    /** Where the change is. */
    public MapReport report() {
        return report;
    }
}
