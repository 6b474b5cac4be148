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
 * @param changed bytes that the difference to the point before covers
 * @param moved bytes that were written to the replica
 * @param took from the snapshot on the source to the committed copy
 */
record Point(
        String id,
        String snapshot,
        String replica,
        Instant time,
        String mode,
        long changed,
        long moved,
        Duration took) {

    static boolean isComplete(JsonNode point) {
        return !point.get("copies").isEmpty()
                && copy(point).get("state").asString().equals("complete");
    }

    static Point of(JsonNode point) {
        var copy = copy(point);
        var time = Instant.parse(point.get("time").asString());
        var replica = copy.get("replica").get("ref");
        return new Point(
                point.get("id").asString(),
                point.get("snapshot").asString(),
                replica.get("pool").asString() + "/" + replica.get("name").asString(),
                time,
                copy.get("mode").asString(),
                copy.get("bytesChanged").asLong(),
                copy.get("bytesMoved").asLong(),
                Duration.between(time, Instant.parse(copy.get("endedAt").asString())));
    }

    static String heading() {
        return String.format("%-42s %-10s %12s %12s %8s", "POINT", "KIND", "CHANGED", "MOVED", "TOOK");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-42s %-10s %8.2f MiB %8.2f MiB %6.1f s",
                snapshot,
                mode,
                changed / 1048576.0,
                moved / 1048576.0,
                took.toMillis() / 1000.0);
    }

    private static JsonNode copy(JsonNode point) {
        return point.get("copies").get(0);
    }
}
