package io.spirula.cli.progress;

import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What was last seen of the things that were waited for, in their order.
 *
 * @param states as the server told them
 */
public record Outcome(List<JsonNode> states) {

    public Outcome {
        states = List.copyOf(states);
    }

    /** DONE only when each was completed. */
    public ExitCode exitCode() {
        if (states.stream().anyMatch(state -> !Watched.ended(Fields.text(state, "state")))) {
            return ExitCode.STILL_RUNNING;
        }
        boolean completed =
                states.stream().allMatch(state -> Fields.text(state, "state").equals("completed"));
        return completed ? ExitCode.DONE : ExitCode.FAILED;
    }
}
