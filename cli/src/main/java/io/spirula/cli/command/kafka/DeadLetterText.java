package io.spirula.cli.command.kafka;

import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Console;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Dead letters for people. */
final class DeadLetterText {

    private final Session session;

    DeadLetterText(Session session) {
        this.session = session;
    }

    Table table(List<JsonNode> letters) {
        Table table = new Table(
                Column.word("LETTER"),
                Column.word("STATE"),
                Column.word("SINCE"),
                Column.text("SERVICE"),
                Column.text("RECORD"),
                Column.text("KEY"),
                Column.sentence("WHY"));
        for (JsonNode letter : letters) {
            table.row(
                    Cell.of(ShortId.of(Fields.text(letter, "id"))),
                    state(letter),
                    moment(letter, "since"),
                    Cell.of(Fields.text(letter, "service")),
                    Cell.of(record(letter)),
                    Cell.of(Fields.text(letter, "key")),
                    Cell.of(Fields.text(letter, "reason.code") + ": " + Reason.of(letter)));
        }
        return table;
    }

    private static Cell state(JsonNode letter) {
        String behind = Fields.text(letter, "behind");
        String state = Fields.text(letter, "state");
        if (!state.equals("open")) {
            return Cell.dim(state);
        }
        if (!behind.isEmpty()) {
            return Cell.warn("behind " + ShortId.of(behind));
        }
        return Fields.is(letter, "asked") ? Cell.warn("replaying") : Cell.bad(state);
    }

    void show(JsonNode found) {
        JsonNode letter = found.path("letter");
        JsonNode content = found.path("content");
        Console console = session.console();
        console.say(
                "Letter   " + Fields.text(letter, "id") + ", " + state(letter).text());
        console.say("Service  " + Fields.text(letter, "service"));
        console.say("Record   " + record(letter) + ", key " + Fields.text(letter, "key"));
        console.say("Event    " + Fields.text(letter, "type") + " " + Fields.text(letter, "event"));
        console.say("Since    " + moment(letter, "since").text());
        console.say("Why      " + Fields.text(letter, "reason.code") + ": " + Reason.of(letter));
        console.say("Kept at  " + Fields.text(letter, "deadLetterTopic") + " at "
                + Fields.text(letter, "deadLetterOffset"));
        if (!Fields.is(letter, "replayable")) {
            console.say("It can only be discarded.");
        }
        ended(letter);
        console.say("");
        console.table(headers(Fields.list(content, "headers")));
        Fields.number(content, "moreHeaders")
                .filter(more -> more > 0)
                .ifPresent(more -> console.say("and " + more + " more headers"));
        console.say("");
        console.say(
                "Payload, " + Bytes.text(Fields.number(content, "payloadSize").orElse(0L)) + ":");
        console.say(Fields.at(content, "payload").isEmpty() ? "none" : Fields.text(content, "payload"));
    }

    private void ended(JsonNode letter) {
        if (Fields.at(letter, "endedAt").isPresent()) {
            String by = Fields.text(letter, "endedBy");
            session.console().say("Ended    " + moment(letter, "endedAt").text() + (by.isEmpty() ? "" : " by " + by));
        }
    }

    private static Table headers(List<JsonNode> headers) {
        Table table = new Table(Column.text("HEADER"), Column.sentence("VALUE"));
        for (JsonNode header : headers) {
            table.row(Cell.of(Fields.text(header, "name")), Cell.of(Fields.text(header, "value")));
        }
        return table;
    }

    private static String record(JsonNode letter) {
        return Fields.text(letter, "topic") + "-" + Fields.text(letter, "partition") + " at "
                + Fields.text(letter, "offset");
    }

    private Cell moment(JsonNode letter, String field) {
        return Fields.instant(letter, field)
                .map(moment -> Cell.of(session.moments().text(moment)))
                .orElse(Cell.empty());
    }
}
