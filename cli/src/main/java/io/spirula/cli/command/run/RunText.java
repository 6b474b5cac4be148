package io.spirula.cli.command.run;

import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.HowFar;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.States;
import io.spirula.cli.output.TargetName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A run, in words. */
final class RunText {

    private RunText() {}

    /** For example {@code dr increment, exact diff (MAPS_UNPROVEN), 31.0 MiB moved}, for each target. */
    static String targets(JsonNode run) {
        return Fields.list(run, "targets").stream().map(RunText::target).collect(Collectors.joining("; "));
    }

    private static String target(JsonNode target) {
        List<String> parts = new ArrayList<>();
        String mode = Fields.text(target, "mode");
        String word = mode.isEmpty() ? Fields.text(target, "state") : mode;
        parts.add((TargetName.of(target) + " " + word).strip());
        String diff = Fields.text(target, "diff");
        if (!diff.isEmpty()) {
            parts.add(diff + " diff (" + Fields.text(target.path("diffReason"), "code") + ")");
        }
        Fields.number(target, "bytesMoved").ifPresent(bytes -> parts.add(Bytes.text(bytes) + " moved"));
        Fields.at(target, "progress").map(HowFar::text).ifPresent(parts::add);
        return String.join(", ", parts);
    }

    static String took(JsonNode run) {
        return Fields.instant(run, "startedAt")
                .flatMap(start ->
                        Fields.instant(run, "endedAt").map(end -> Moments.length(Duration.between(start, end))))
                .orElse("-");
    }

    /** One line: which run of which image, its state, and what it made or why not. */
    static Cell line(JsonNode run) {
        String state = Fields.text(run, "state");
        StringBuilder line = new StringBuilder(
                "Run " + Fields.text(run, "id") + " of " + Fields.text(run, "image") + " is " + state);
        String point = Fields.text(run, "point");
        if (state.equals("completed") && !point.isEmpty()) {
            line.append(": point ").append(ShortId.of(point));
            String targets = targets(run);
            line.append(targets.isEmpty() ? "" : ", " + targets).append(", ").append(took(run));
        }
        String reason = Reason.of(run);
        if (!reason.isEmpty()) {
            line.append(": ").append(reason);
        }
        return new Cell(line.toString(), States.cell(state).style());
    }
}
