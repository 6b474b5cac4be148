package io.spirula.cli.command.doctor;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows what is not well, and the line that mends it. */
@Command(
        name = "doctor",
        description = {
            "Look whether all is well: clusters, capabilities, librbd, clocks, Kafka, PostgreSQL, space.",
            "Exits with 1 if a check failed; a warning is none. For tokens of all tenants."
        })
public final class DoctorCommand implements Callable<Integer> {

    private static final String OK = "ok";
    private static final String FAILED = "failed";

    private final Session session;

    @Option(names = "--all", description = "Show what is well, too.")
    private boolean all;

    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode view = session.server().get(ApiPath.of("doctor"));
        session.show(view, () -> show(view));
        return Fields.text(view, "verdict").equals(FAILED) ? ExitCode.FAILED.value() : ExitCode.DONE.value();
    }

    private void show(JsonNode view) {
        List<JsonNode> findings = Fields.list(view, "findings");
        List<JsonNode> shown = findings.stream()
                .filter(finding -> all || !verdict(finding).equals(OK))
                .toList();
        if (!shown.isEmpty()) {
            session.console().table(table(shown));
        }
        shown.stream().filter(finding -> Fields.at(finding, "mend").isPresent()).forEach(this::mend);
        if (!shown.isEmpty()) {
            session.console().say("");
        }
        session.console()
                .say(findings.stream()
                                .filter(finding -> verdict(finding).equals(OK))
                                .count() + " of " + findings.size() + " checks are well"
                        + (all ? "" : " (--all shows them)"));
    }

    private static Table table(List<JsonNode> findings) {
        Table table = new Table(
                Column.word("STATE"),
                Column.word("CODE"),
                Column.text("SERVICE"),
                Column.text("OBJECT"),
                Column.sentence("WHAT"));
        for (JsonNode finding : findings) {
            table.row(
                    state(verdict(finding)),
                    Cell.of(Fields.text(finding, "code")),
                    Cell.of(services(finding)),
                    Cell.of(Fields.text(finding, "object")),
                    Cell.of(Fields.text(finding, "text")));
        }
        return table;
    }

    private static Cell state(String verdict) {
        return switch (verdict) {
            case OK -> Cell.good(verdict);
            case FAILED -> Cell.bad(verdict);
            default -> Cell.warn(verdict);
        };
    }

    private void mend(JsonNode finding) {
        session.console().say("");
        session.console().say(Fields.text(finding, "code") + " " + Fields.text(finding, "object") + ", what to do:");
        session.console().say("  " + Fields.text(finding, "mend"));
    }

    private static String verdict(JsonNode finding) {
        return Fields.text(finding, "verdict");
    }

    private static String services(JsonNode finding) {
        return Fields.list(finding, "services").stream()
                .map(service -> service.asString("").replace("-service", ""))
                .collect(Collectors.joining(", "));
    }
}
