package io.spirula.cli.command.run;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Fields;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Gives a run up. */
@Command(name = "cancel", description = "Give a run up. What its targets hold already stays as it was.")
public final class CancelCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "RUN", description = "The run's id, as runs shows it.")
    private String run = "";

    public CancelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode cancelled = session.server().post(ApiPath.of("runs", run, "cancel"), "spirula runs");
        session.show(cancelled, () -> {
            boolean running = Fields.text(cancelled, "state").equals("running");
            if (running) {
                session.console().say("Run " + run + " is being cancelled");
            } else {
                session.console().say(RunText.line(cancelled));
            }
        });
        return 0;
    }
}
