package io.spirula.cli.command.restore;

import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.States;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A restore, in words. */
final class RestoreText {

    private RestoreText() {}

    static Cell line(JsonNode restore) {
        String state = Fields.text(restore, "state");
        StringBuilder line = new StringBuilder("Restore " + Fields.text(restore, "id") + " of point "
                + ShortId.of(Fields.text(restore, "point")) + " to " + Fields.text(restore, "destination") + " is "
                + state);
        if (state.equals("completed")) {
            Fields.instant(restore, "startedAt")
                    .flatMap(start -> Fields.instant(restore, "endedAt").map(end -> Duration.between(start, end)))
                    .ifPresent(took -> line.append(", ").append(Moments.length(took)));
            if (Fields.is(restore, "instant") && !Fields.is(restore, "flattened")) {
                line.append("; usable now, flattened in the background");
            }
        }
        String reason = Reason.of(restore);
        if (!reason.isEmpty()) {
            line.append(": ").append(reason);
        }
        return new Cell(line.toString(), States.cell(state).style());
    }
}
