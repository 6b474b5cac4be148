package io.spirula.snapshot.retention;

import java.util.Locale;

/** The life of a source snapshot after it was made. */
public enum SnapshotState {
    /** It is there and stays. */
    HELD,
    /** Decided to go; it may be gone already. */
    REMOVING,
    /** We removed it. */
    PRUNED,
    /** Somebody else removed it. */
    LOST;

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SnapshotState ofStored(String stored) {
        return valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
