package io.spirula.sandbox.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A point with a complete copy on site-b.
 *
 * @param snapshot its name on the source and on the replica
 * @param replica the image that holds the copy, {@code pool/name} on site-b
 * @param kind full or increment
 * @param changed bytes that the difference to the point before covers
 * @param moved bytes that were written to the replica
 * @param took from the start of the run to the committed copy
 */
record Point(String id, String snapshot, String replica, String kind, long changed, long moved, Duration took) {

    /** From a completed run and its point, as the API tells them. */
    static Point of(JsonNode run, JsonNode point) {
        var target = run.get("targets").get(0);
        var replica = point.get("copies").get(0).get("replica").get("ref");
        return new Point(
                point.get("id").asString(),
                point.get("snapshot").asString(),
                replica.get("pool").asString() + "/" + replica.get("name").asString(),
                target.get("mode").asString(),
                target.get("bytesChanged").asLong(),
                target.get("bytesMoved").asLong(),
                Duration.between(instant(run, "startedAt"), instant(run, "endedAt")));
    }

    static String heading() {
        return "%-38s %-9s %12s %12s %8s".formatted("POINT", "KIND", "CHANGED", "MOVED", "TOOK");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-38s %-9s %8.2f MiB %8.2f MiB %6.2f s",
                snapshot,
                kind,
                mebibytes(changed),
                mebibytes(moved),
                took.toMillis() / 1000.0);
    }

    private static double mebibytes(long bytes) {
        return bytes / (1024.0 * 1024.0);
    }

    private static Instant instant(JsonNode run, String field) {
        return Instant.parse(run.get(field).asString());
    }
}
