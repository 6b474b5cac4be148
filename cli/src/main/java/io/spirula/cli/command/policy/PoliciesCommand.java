package io.spirula.cli.command.policy;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.States;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** Lists policies. */
@Command(name = "policies", description = "List the policies.")
public final class PoliciesCommand implements Callable<Integer> {

    private final Session session;

    public PoliciesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode policies = session.server().get(ApiPath.of("policies"));
        session.show(policies, () -> {
            if (policies.isEmpty()) {
                session.console().say("There is no policy yet: spirula apply -f FILE makes one.");
            } else {
                session.console().table(table(policies));
            }
        });
        return 0;
    }

    private Table table(JsonNode policies) {
        Table table = new Table(
                Column.text("POLICY"),
                Column.text("TENANT"),
                Column.word("STATE"),
                Column.number("IMAGES"),
                Column.text("TARGETS"),
                Column.word("NEXT DUE"));
        for (JsonNode policy : policies) {
            table.row(
                    Cell.of(Fields.text(policy, "name")),
                    Cell.of(Fields.text(policy, "tenant")),
                    Fields.is(policy, "paused") ? States.cell("paused") : Cell.of("active"),
                    Cell.of(Fields.text(policy, "images")),
                    Cell.of(PolicyDetails.targets(policy).collect(Collectors.joining(", "))),
                    Fields.instant(policy, "nextDue")
                            .map(due -> Cell.of(session.moments().text(due)))
                            .orElse(Cell.empty()));
        }
        return table;
    }
}
