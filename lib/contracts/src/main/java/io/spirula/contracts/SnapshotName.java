package io.spirula.contracts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Names of our snapshots, for people. A snapshot is ours because its id was recorded, or because the run that asks for this
 * very name was asked for before it was made; never because of how its name looks.
 */
public final class SnapshotName {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SnapshotName() {}

    /** {@code spirula-<UTC stamp>-<last 12 hex digits of the run id>}; source and replica use the same. */
    public static String of(Instant requestedAt, RunId run) {
        return "spirula-" + STAMP.format(requestedAt) + "-" + run.shortText();
    }
}
