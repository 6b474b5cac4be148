package io.spirula.cli.command.event;

import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** An event, on one line. */
final class EventText {

    private static final Pattern WIRE_NAME = Pattern.compile("io\\.spirula\\.(\\w+)\\.v\\d+");

    private EventText() {}

    static Cell line(JsonNode event) {
        String type = WIRE_NAME.matcher(Fields.text(event, "type")).replaceFirst("$1");
        List<String> parts = new ArrayList<>();
        parts.add(Fields.text(event, "time"));
        parts.add(String.format(Locale.ROOT, "%-18s", type));
        parts.add(Fields.text(event, "subject"));
        parts.addAll(details(event));
        parts.removeIf(String::isBlank);
        return new Cell(String.join("  ", parts).stripTrailing(), style(type));
    }

    private static List<String> details(JsonNode event) {
        JsonNode data = event.path("data");
        JsonNode about = data.path("copy").isObject() ? data.path("copy") : data;
        List<String> details = new ArrayList<>();
        details.add(Fields.text(about, "state"));
        details.add(Fields.text(about, "phase"));
        details.add(Fields.text(about, "mode"));
        Fields.number(about, "bytesMoved").ifPresent(bytes -> details.add(Bytes.text(bytes) + " moved"));
        Fields.number(about, "bytesDone").ifPresent(bytes -> details.add(Bytes.text(bytes) + " done"));
        Fields.number(about, "bytesPerSecond").ifPresent(bytes -> details.add(Bytes.text(bytes) + "/s"));
        details.add(Reason.of(about));
        String run = Fields.text(event, "run");
        if (!run.isEmpty()) {
            details.add("run " + run);
        }
        return details;
    }

    private static Style style(String type) {
        if (type.endsWith("Completed")) {
            return States.cell("completed").style();
        }
        boolean bad = type.endsWith("Failed") || type.endsWith("Lost") || type.endsWith("Quarantined");
        return States.cell(bad ? "failed" : type).style();
    }
}
