package io.spirula.cli.command.restore;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.HowFar;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Lists restores, or shows one. */
@Command(name = "restores", description = "List restores, newest first, or show one in full.")
public final class RestoresCommand implements Callable<Integer> {

    private final Session session;

    @ArgGroup
    private Which which = new Which();

    static final class Which {
        @Parameters(arity = "0..1", paramLabel = "ID", description = "The restore to show.")
        private @Nullable String id;

        @Option(names = "--limit", paramLabel = "N", description = "No more restores than this.")
        private @Nullable Integer limit;
    }

    public RestoresCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (which.id != null) {
            JsonNode restore = session.server().get(ApiPath.of("restores", which.id));
            session.show(restore, () -> RestoreDetails.show(session.console(), session.moments(), restore));
            return 0;
        }
        JsonNode restores = session.server().get(ApiPath.of("restores").with("limit", which.limit));
        session.show(restores, () -> {
            if (restores.isEmpty()) {
                session.console().say("Nothing was restored yet.");
            } else {
                session.console().table(table(restores));
            }
        });
        return 0;
    }

    private Table table(JsonNode restores) {
        Table table = new Table(
                Column.word("RESTORE"),
                Column.text("IMAGE"),
                Column.word("POINT OF"),
                Column.text("DESTINATION"),
                Column.word("STATE"),
                Column.word("PROGRESS"),
                Column.sentence("WHY"));
        for (JsonNode restore : restores) {
            table.row(
                    Cell.of(Fields.text(restore, "id")),
                    Cell.of(Fields.text(restore, "image")),
                    Fields.instant(restore, "pointTime")
                            .map(time -> Cell.of(session.moments().text(time)))
                            .orElse(Cell.empty()),
                    Cell.of(Fields.text(restore, "destination")),
                    States.cell(Fields.text(restore, "state")),
                    Fields.at(restore, "progress")
                            .map(progress -> Cell.of(HowFar.text(progress)))
                            .orElse(Cell.empty()),
                    Cell.of(Reason.of(restore)));
        }
        return table;
    }
}
