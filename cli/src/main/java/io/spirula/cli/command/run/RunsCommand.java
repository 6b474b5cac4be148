package io.spirula.cli.command.run;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Lists runs. */
@Command(name = "runs", description = "List runs, newest first.")
public final class RunsCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "IMAGE", description = "Only runs of this image.")
    private @Nullable String image;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only runs in this state: running, completed, failed, cancelled or skipped.")
    private @Nullable String state;

    @Option(names = "--limit", paramLabel = "N", description = "No more runs than this.")
    private @Nullable Integer limit;

    public RunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode runs = session.server()
                .get(ApiPath.of("runs")
                        .with("image", image)
                        .with("state", state)
                        .with("limit", limit));
        session.show(runs, () -> {
            if (runs.isEmpty()) {
                session.console().say("There is no such run.");
            } else {
                session.console().table(table(runs));
            }
        });
        return 0;
    }

    private Table table(JsonNode runs) {
        Table table = new Table(
                Column.word("RUN"),
                Column.text("IMAGE"),
                Column.word("STATE"),
                Column.word("STARTED"),
                Column.number("TOOK"),
                Column.text("TARGETS"),
                Column.sentence("WHY"));
        for (JsonNode run : runs) {
            table.row(
                    Cell.of(Fields.text(run, "id")),
                    Cell.of(Fields.text(run, "image")),
                    States.cell(Fields.text(run, "state")),
                    Fields.instant(run, "startedAt")
                            .map(time -> Cell.of(session.moments().text(time)))
                            .orElse(Cell.empty()),
                    Cell.of(RunText.took(run)),
                    Cell.of(RunText.targets(run)),
                    Cell.of(Reason.of(run)));
        }
        return table;
    }
}
