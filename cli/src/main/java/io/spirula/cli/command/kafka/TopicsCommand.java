package io.spirula.cli.command.kafka;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Shows topics and who reads them. */
@Command(
        name = "topics",
        description = {
            "Show the topics, and how far behind each service is: in records, and in seconds since the oldest of them.",
            "For tokens of all tenants."
        })
public final class TopicsCommand implements Callable<Integer> {

    private final Session session;

    public TopicsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode view = session.server().get(ApiPath.of("topics"));
        session.show(view, () -> {
            session.console().table(topics(view));
            session.console().say("");
            session.console().table(groups(view));
        });
        view.path("unknown")
                .properties()
                .forEach(entry -> session.console()
                        .note("Not known: " + entry.getKey() + ": "
                                + entry.getValue().asString("")));
        view.path("deadLettersUnknown")
                .properties()
                .forEach(entry -> session.console()
                        .note("Dead letters not known: " + entry.getKey() + " "
                                + entry.getValue().asString("")));
        return 0;
    }

    private static Table topics(JsonNode view) {
        Table table = new Table(
                Column.text("TOPIC"),
                Column.number("PARTITIONS"),
                Column.number("REPLICAS"),
                Column.word("KEPT"),
                Column.number("RECORDS"),
                Column.word("STATE"));
        for (JsonNode topic : Fields.list(view, "topics")) {
            table.row(
                    Cell.of(Fields.text(topic, "name")),
                    Cell.of(Fields.text(topic, "partitions")),
                    Cell.of(Fields.text(topic, "replicas")),
                    kept(topic),
                    number(topic, "records"),
                    state(topic));
        }
        return table;
    }

    private static Cell kept(JsonNode topic) {
        return Fields.is(topic, "retentionKnown")
                ? Cell.of(
                        Fields.duration(topic, "retention").map(Moments::length).orElse("newest of key"))
                : Cell.empty();
    }

    private static Cell number(JsonNode node, String field) {
        return Fields.number(node, field)
                .map(number -> Cell.of(Long.toString(number)))
                .orElse(Cell.empty());
    }

    private static Cell state(JsonNode topic) {
        long leaderless = Fields.number(topic, "leaderless").orElse(0L);
        long behind = Fields.number(topic, "underReplicated").orElse(0L);
        if (leaderless > 0) {
            return Cell.bad(leaderless + " without a leader");
        }
        return behind == 0 ? Cell.good("in sync") : Cell.bad(behind + " under-replicated");
    }

    private static Table groups(JsonNode view) {
        Table table = new Table(
                Column.text("GROUP"),
                Column.number("MEMBERS"),
                Column.text("TOPIC"),
                Column.number("LAG"),
                Column.word("SINCE"),
                Column.number("DEAD LETTERS"));
        for (JsonNode group : Fields.list(view, "groups")) {
            Cell members = Fields.text(group, "members").equals("0") ? Cell.bad("0") : number(group, "members");
            Cell name = Cell.of(Fields.text(group, "name"));
            if (Fields.list(group, "topics").isEmpty()) {
                table.row(name, members, Cell.empty(), Cell.empty(), Cell.empty(), Cell.empty());
            }
            for (JsonNode reading : Fields.list(group, "topics")) {
                table.row(
                        name,
                        members,
                        Cell.of(Fields.text(reading, "topic")),
                        lag(reading),
                        since(reading),
                        dead(reading));
            }
        }
        return table;
    }

    private static Cell lag(JsonNode reading) {
        return Fields.number(reading, "lag")
                .map(lag -> lag == 0 ? Cell.of("0") : Cell.warn(Long.toString(lag)))
                .orElse(Cell.empty());
    }

    private static Cell since(JsonNode reading) {
        return Fields.at(reading, "lagSeconds")
                .map(JsonNode::asDouble)
                .filter(seconds -> seconds > 0)
                .map(seconds -> Cell.warn(Moments.length(Duration.ofMillis((long) (seconds * 1000)))))
                .orElse(Cell.empty());
    }

    private static Cell dead(JsonNode reading) {
        return Fields.number(reading, "deadLetters")
                .map(letters -> letters == 0 ? Cell.of("0") : Cell.bad(Long.toString(letters)))
                .orElse(Cell.empty());
    }
}
