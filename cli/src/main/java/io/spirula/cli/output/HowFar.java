package io.spirula.cli.output;

import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** How far work is: {@code {phase, bytesDone, bytesTotal, bytesKnown, bytesPerSecond, secondsLeft}}, each of which may be missing. */
public final class HowFar {

    private HowFar() {}

    /**
     * For example {@code move 61 %, 20.0 MiB/s, 12s left}, or {@code move 1.0 MiB of at least 3.0 MiB} while the total is not
     * known; what is not told is left out.
     */
    public static String text(JsonNode progress) {
        String phase = Fields.text(progress, "phase");
        String amount = amount(progress);
        StringJoiner parts = new StringJoiner(", ");
        parts.add((phase.isEmpty() ? "running" : phase) + (amount.isEmpty() ? "" : " " + amount));
        Fields.number(progress, "bytesPerSecond").ifPresent(rate -> parts.add(Bytes.text(rate) + "/s"));
        Fields.number(progress, "secondsLeft")
                .ifPresent(seconds -> parts.add(Moments.length(Duration.ofSeconds(seconds)) + " left"));
        return parts.toString();
    }

    private static String amount(JsonNode progress) {
        Optional<Long> done = Fields.number(progress, "bytesDone");
        Optional<Long> total = Fields.number(progress, "bytesTotal").filter(bytes -> bytes > 0);
        if (done.isPresent() && total.isPresent()) {
            return done.get() * 100 / total.get() + " %";
        }
        return done.map(bytes -> Bytes.text(bytes) + atLeast(progress)).orElse("");
    }

    /** What is known to be done where nobody knows yet how much that is; empty where that says nothing. */
    private static String atLeast(JsonNode progress) {
        boolean open = Fields.number(progress, "bytesTotal").isEmpty();
        return Fields.number(progress, "bytesKnown")
                .filter(known -> open)
                .map(known -> " of at least " + Bytes.text(known))
                .orElse("");
    }
}
