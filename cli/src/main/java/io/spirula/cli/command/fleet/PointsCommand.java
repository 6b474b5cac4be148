package io.spirula.cli.command.fleet;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Table;
import io.spirula.cli.output.TargetName;
import io.spirula.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Lists the points of an image. */
@Command(name = "points", description = "List the points of an image and their copies, newest first.")
public final class PointsCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name, or the id of a deleted image.")
    private String image = "";

    @Option(names = "--limit", paramLabel = "N", description = "No more points than this.")
    private @Nullable Integer limit;

    public PointsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode points =
                session.server().get(ApiPath.of("points").with("image", image).with("limit", limit));
        session.show(points, () -> {
            if (points.isEmpty()) {
                session.console().say("There is no point of " + image + " yet.");
            } else {
                session.console().table(table(points));
            }
        });
        return 0;
    }

    private Table table(JsonNode points) {
        Table table = new Table(
                Column.word("POINT"),
                Column.word("TIME"),
                Column.number("SIZE"),
                Column.word("CONSISTENCY"),
                Column.text("TARGET"),
                Column.word("COPY"),
                Column.word("ASSURANCE"),
                Column.word("DIFF"),
                Column.number("MOVED"),
                Column.sentence("WHY"));
        for (JsonNode point : points) {
            List<JsonNode> copies = Fields.list(point, "copies");
            addRow(table, point, copies.isEmpty() ? MissingNode.getInstance() : copies.get(0), true);
            copies.stream().skip(1).forEach(copy -> addRow(table, point, copy, false));
        }
        return table;
    }

    private void addRow(Table table, JsonNode point, JsonNode copy, boolean first) {
        String time = Fields.instant(point, "time").map(session.moments()::text).orElse("-");
        String target = TargetName.of(copy);
        String size = Fields.number(point, "size").map(Bytes::text).orElse("-");
        table.row(
                Cell.of(first ? ShortId.of(Fields.text(point, "id")) : ""),
                Cell.of(first ? time : ""),
                Cell.of(first ? size : ""),
                Cell.of(first ? Fields.text(point, "consistency") : ""),
                target.isEmpty() ? Cell.empty() : Cell.of(target),
                States.cell(Fields.text(copy, "state")),
                States.cell(Fields.text(copy, "assurance")),
                Cell.of(Fields.text(copy, "diff").isEmpty() ? "-" : Fields.text(copy, "diff")),
                Cell.of(Fields.number(copy, "bytes").map(Bytes::text).orElse("-")),
                Cell.of(why(copy)));
    }

    private String why(JsonNode copy) {
        String reason = Reason.of(copy);
        return reason.isEmpty()
                ? Fields.instant(copy, "comparedAt")
                        .map(when -> "all of its replica was equal to the source at "
                                + session.moments().text(when))
                        .orElse("")
                : reason;
    }
}
