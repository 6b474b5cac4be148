package io.spirula.cli.command.policy;

import io.spirula.cli.output.Console;
import io.spirula.cli.output.Fields;
import tools.jackson.databind.JsonNode;

/** What the server warns of beside a result. */
final class Warnings {

    private Warnings() {}

    static void tell(Console console, JsonNode result) {
        for (JsonNode warning : Fields.list(result, "warnings")) {
            console.note("warning: " + warning.asString(""));
        }
    }
}
