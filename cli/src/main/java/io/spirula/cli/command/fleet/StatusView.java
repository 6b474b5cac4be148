package io.spirula.cli.command.fleet;

import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Console;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.HowFar;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.Objective;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Table;
import io.spirula.cli.output.TargetName;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The state of images, for people: the worst in one sentence, then a line for each image and policy. */
final class StatusView {

    private final Console console;
    private final Moments moments;

    StatusView(Console console, Moments moments) {
        this.console = console;
        this.moments = moments;
    }

    /** Whether an objective of any image is missed. */
    static boolean missed(JsonNode status) {
        return count(status, Objective::missed) > 0;
    }

    void show(JsonNode status) {
        List<JsonNode> rows = Fields.list(status, "rows");
        console.say(verdict(status));
        Fields.instant(status, "at").ifPresent(at -> console.say(Cell.dim("as of " + moments.text(at))));
        if (!rows.isEmpty()) {
            console.say("");
            console.table(table(rows));
            Troubles.of(rows).forEach(trouble -> console.say(Cell.warn(trouble)));
        }
    }

    private static Cell verdict(JsonNode status) {
        long images = count(status, row -> true);
        long missed = count(status, Objective::missed);
        long failed = count(status, row -> Fields.text(row, "lastRun.state").equals("failed"));
        if (images == 0) {
            return Cell.of("No image is protected.");
        }
        if (missed > 0) {
            return Cell.bad(missed + " of " + images + " protected images "
                    + (missed == 1 ? "misses its objective." : "miss their objective."));
        }
        if (failed > 0) {
            return Cell.warn("No objective is missed, but the last run of " + failed + " of " + images
                    + " protected images failed.");
        }
        if (!Fields.at(status, "healthy")
                .map(healthy -> healthy.asBoolean(true))
                .orElse(true)) {
            return Cell.warn("No objective is missed, but the server says that not all is well.");
        }
        return Cell.good("All is well: " + images + (images == 1 ? " protected image." : " protected images."));
    }

    /** Images, however many policies protect one; a policy that leaves all its targets to others does not. */
    private static long count(JsonNode status, Predicate<JsonNode> condition) {
        return Fields.list(status, "rows").stream()
                .filter(row -> !Fields.list(row, "targets").isEmpty())
                .filter(condition)
                .map(row -> Fields.text(row, "id"))
                .distinct()
                .count();
    }

    private Table table(List<JsonNode> rows) {
        Table table = new Table(
                Column.text("IMAGE"),
                Column.text("POLICY"),
                Column.word("RPO"),
                Column.text("POINTS"),
                Column.text("NOW"),
                Column.word("LAST RUN"),
                Column.word("NEXT"));
        for (JsonNode row : rows) {
            table.row(
                    Cell.of(Fields.text(row, "image")),
                    Cell.of(Fields.text(row, "policy")),
                    Objective.cell(row),
                    points(row),
                    now(row),
                    lastRun(row),
                    Fields.instant(row, "nextDue")
                            .map(due -> Cell.of(moments.relative(due)))
                            .orElse(Cell.empty()));
        }
        return table;
    }

    /** The age of the newest complete point on each target. */
    private static Cell points(JsonNode row) {
        List<String> parts = Fields.list(row, "targets").stream()
                .map(target -> TargetName.of(target) + " "
                        + Fields.duration(target, "age").map(Moments::length).orElse("none"))
                .toList();
        return parts.isEmpty() ? Cell.empty() : Cell.of(String.join(", ", parts));
    }

    private static Cell now(JsonNode row) {
        String waiting = Reason.of(row, "waiting");
        Optional<JsonNode> running = Fields.at(row, "running");
        if (running.isEmpty()) {
            return waiting.isEmpty() ? Cell.dim("idle") : Cell.warn("waiting");
        }
        return Cell.of(HowFar.text(running.get()) + (waiting.isEmpty() ? "" : ", waiting"));
    }

    private static Cell lastRun(JsonNode row) {
        return States.cell(Fields.text(row, "lastRun.state"));
    }
}
