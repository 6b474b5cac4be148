package io.spirula.cli.command.cancel;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.States;
import io.spirula.cli.session.Session;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Gives a run or a restore up. Their ids never coincide, so whatever has the id is meant. */
@Command(
        name = "cancel",
        description = "Give a run or a restore up. What a run's targets hold already stays as it was; what a restore"
                + " made and did not finish is removed.")
public final class CancelCommand implements Callable<Integer> {

    private static final Set<String> OPEN = Set.of("requested", "running");

    private final Session session;

    @Parameters(paramLabel = "ID", description = "The id of a run or a restore, as runs or restores shows it.")
    private String id = "";

    public CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try {
            cancel("Run", "runs");
        } catch (CommandFailedException e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            cancelRestore();
        }
        return ExitCode.DONE.value();
    }

    private void cancelRestore() {
        try {
            cancel("Restore", "restores");
        } catch (CommandFailedException e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            throw new CommandFailedException(
                    ExitCode.NOT_FOUND,
                    "There is no run and no restore " + id + "; spirula runs and spirula restores show them");
        }
    }

    private void cancel(String kind, String resource) {
        JsonNode told = session.server().post(ApiPath.of(resource, id, "cancel"), "spirula " + resource);
        session.show(told, () -> session.console().say(line(kind, told)));
    }

    private Cell line(String kind, JsonNode told) {
        String state = Fields.text(told, "state");
        if (OPEN.contains(state)) {
            return Cell.of(kind + " " + id + " is being cancelled");
        }
        String reason = Reason.of(told);
        return new Cell(
                kind + " " + id + " of " + Fields.text(told, "image") + " is " + state
                        + (reason.isEmpty() ? "" : ": " + reason),
                States.cell(state).style());
    }
}
