package io.spirula.snapshot.creation;

import java.util.Locale;

/** How far a backup's snapshots are. */
enum RunState {
    REQUESTED,
    /** From here on a snapshot of the run's name on a member's image is ours: a crash may have hidden its making. */
    INTENDED,
    CREATED,
    FAILED;

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunState ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
