package io.spirula.cli.output;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How far work is: {@code {phase, bytesDone, bytesTotal}}, each of which may be missing. */
public final class HowFar {

    private HowFar() {}

    /** For example {@code move 61 %}, or {@code diff 1.0 MiB} while the total is not known. */
    public static String text(JsonNode progress) {
        String phase = Fields.text(progress, "phase");
        Optional<Long> done = Fields.number(progress, "bytesDone");
        Optional<Long> total = Fields.number(progress, "bytesTotal").filter(bytes -> bytes > 0);
        String amount = "";
        if (done.isPresent() && total.isPresent()) {
            amount = " " + done.get() * 100 / total.get() + " %";
        } else if (done.isPresent()) {
            amount = " " + Bytes.text(done.get());
        }
        return (phase.isEmpty() ? "running" : phase) + amount;
    }
}
