package io.spirula.cli.command.policy;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.OutputFormat;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.ShortId;
import io.spirula.cli.output.Table;
import io.spirula.cli.output.TargetName;
import io.spirula.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows what policies would do. */
@Command(name = "plan", description = "Show what the policies in a file would do, and why. Changes nothing.")
public final class PlanCommand implements Callable<Integer> {

    private final Session session;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "Manifests in YAML or JSON, divided by lines of ---; - reads standard input.")
    private String file = "";

    public PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<JsonNode> plans = new ArrayList<>();
        for (Manifest manifest : Manifest.readAll(file, session.in())) {
            JsonNode plan =
                    session.server().query(ApiPath.of("policies", "plan"), Manifest.CONTENT_TYPE, manifest.bytes());
            plans.add(plan);
            if (session.format() == OutputFormat.TABLE) {
                show(manifest.name(), plan);
            }
            Warnings.tell(session.console(), plan);
        }
        if (session.format() != OutputFormat.TABLE) {
            session.show(Documents.oneOrAll(plans));
        }
        return 0;
    }

    private void show(String policy, JsonNode plan) {
        List<JsonNode> images = Fields.list(plan, "images");
        if (images.isEmpty()) {
            session.console().say("Policy " + policy + " would protect no image");
            return;
        }
        Table table = new Table(
                Column.text("IMAGE"),
                Column.word("ACTION"),
                Column.text("TARGET"),
                Column.word("MODE"),
                Column.word("BASE"),
                Column.sentence("WHY"));
        images.forEach(image -> addRows(table, image));
        session.console().table(table);
    }

    private static void addRows(Table table, JsonNode image) {
        List<JsonNode> targets = Fields.list(image, "targets");
        Cell ref = Cell.of(Fields.text(image, "ref"));
        Cell action = action(Fields.text(image, "action"));
        if (targets.isEmpty()) {
            Cell reason = Cell.of(Reason.of(image));
            table.row(ref, action, Cell.empty(), Cell.empty(), Cell.empty(), reason);
        }
        boolean first = true;
        for (JsonNode target : targets) {
            String reason = Reason.of(target);
            String base = Fields.text(target, "base");
            table.row(
                    first ? ref : Cell.of(""),
                    first ? action : Cell.of(""),
                    Cell.of(TargetName.of(target)),
                    Cell.of(Fields.text(target, "mode")),
                    base.isEmpty() ? Cell.empty() : Cell.of(ShortId.of(base)),
                    Cell.of(reason.isEmpty() ? Reason.of(image) : reason));
            first = false;
        }
    }

    private static Cell action(String action) {
        return switch (action) {
            case "protect" -> Cell.good(action);
            case "refuse" -> Cell.bad(action);
            case "release" -> Cell.warn(action);
            default -> Cell.of(action);
        };
    }
}
