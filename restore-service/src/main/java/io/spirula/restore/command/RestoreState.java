package io.spirula.restore.command;

import java.util.Locale;

/** The life of a restore. */
public enum RestoreState {
    /** Waits for its lease. */
    REQUESTED,
    /** Makes an image under a temporary name. */
    RUNNING,
    /** The image is proven and only lacks its name. */
    VERIFIED,
    COMPLETED,
    /** Given up; what it made is to go before that is told. */
    FAILING,
    FAILED,
    /** Given up since somebody asked for that; what it made is to go before that is told. */
    CANCELLING,
    CANCELLED;

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RestoreState ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
