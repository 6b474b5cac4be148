package io.spirula.cli.command.fleet;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.Table;
import io.spirula.cli.output.TargetName;
import io.spirula.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Explains retention. */
@Command(name = "retention", description = "Explain what is kept.")
public final class RetentionCommand {

    private final Session session;

    public RetentionCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Say of each copy of an image whether it stays or goes, and why.")
    int explain(@Parameters(paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name") String image) {
        JsonNode verdicts =
                session.server().get(ApiPath.of("retention", "explain").with("image", image));
        session.show(verdicts, () -> {
            if (verdicts.isEmpty()) {
                session.console().say("There is no copy of " + image + ".");
            } else {
                session.console().table(table(verdicts));
            }
        });
        return 0;
    }

    private static Table table(JsonNode verdicts) {
        Table table =
                new Table(Column.word("POINT"), Column.text("TARGET"), Column.word("VERDICT"), Column.sentence("WHY"));
        for (JsonNode verdict : verdicts) {
            table.row(
                    Cell.of(ShortId.of(Fields.text(verdict, "point"))),
                    Cell.of(TargetName.of(verdict)),
                    Fields.is(verdict, "keep") ? Cell.good("stays") : Cell.warn("goes"),
                    Cell.of(Reason.of(verdict)));
        }
        return table;
    }
}
