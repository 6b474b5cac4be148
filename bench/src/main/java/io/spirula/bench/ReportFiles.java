package io.spirula.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Where a run's results go.
 *
 * @param begun when the run did, in UTC; files are named by it
 */
record ReportFiles(Path directory, OffsetDateTime begun) {

    ReportFiles(Path directory, Clock clock) {
        this(directory, clock.instant().atOffset(ZoneOffset.UTC));
    }

    Path report() {
        return named(".json");
    }

    Path profiles() {
        return named("-profiles");
    }

    private Path named(String ending) {
        return directory.resolve(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(begun) + ending);
    }
}
