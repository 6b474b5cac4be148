package io.spirula.cli.command.restore;

import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Console;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.HowFar;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import tools.jackson.databind.JsonNode;

/** One restore, in full, for people. */
final class RestoreDetails {

    private RestoreDetails() {}

    static void show(Console console, Moments moments, JsonNode restore) {
        String state = Fields.text(restore, "state");
        String point = Fields.text(restore, "point");
        console.say("Restore      " + Fields.text(restore, "id"));
        console.say("Image        " + Fields.text(restore, "image"));
        console.say("Point        " + point
                + Fields.instant(restore, "pointTime")
                        .map(time -> ", " + moments.text(time))
                        .orElse(""));
        console.say("Destination  " + Fields.text(restore, "destination") + ", " + kind(restore));
        console.say(new Cell("State        " + state, States.cell(state).style()));
        Fields.at(restore, "progress").ifPresent(progress -> console.say("Progress     " + HowFar.text(progress)));
        Fields.number(restore, "bytesWritten").ifPresent(bytes -> console.say("Written      " + Bytes.text(bytes)));
        Fields.at(restore, "compared")
                .ifPresent(compared -> console.say("Compared     " + (compared.asBoolean(false) ? "yes" : "no")));
        String by = Fields.text(restore, "requestedBy");
        moment(console, moments, restore, "Requested    ", "requestedAt", by.isEmpty() ? "" : " by " + by);
        moment(console, moments, restore, "Started      ", "startedAt", "");
        moment(console, moments, restore, "Ended        ", "endedAt", "");
        String reason = Reason.of(restore);
        if (!reason.isEmpty()) {
            console.say("Why          " + reason);
        }
    }

    private static String kind(JsonNode restore) {
        if (!Fields.is(restore, "instant")) {
            return "an independent copy";
        }
        return Fields.is(restore, "flattened")
                ? "a clone that is independent by now"
                : "a clone that is not independent yet";
    }

    private static void moment(
            Console console, Moments moments, JsonNode restore, String label, String field, String more) {
        Fields.instant(restore, field).ifPresent(moment -> console.say(label + moments.text(moment) + more));
    }
}
