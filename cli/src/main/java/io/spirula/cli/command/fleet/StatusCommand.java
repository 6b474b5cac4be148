package io.spirula.cli.command.fleet;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.OutputFormat;
import io.spirula.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows how well images are protected. */
@Command(
        name = "status",
        description = "Show how well images are protected: what is missed, what runs, what waits and why.")
public final class StatusCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Session session;

    @Option(names = "--policy", paramLabel = "NAME", description = "Only images that this policy protects.")
    private @Nullable String policy;

    @ArgGroup
    private Mode mode = new Mode();

    static final class Mode {
        @Option(names = "--watch", description = "Show it again every two seconds, until Ctrl-C.")
        private boolean watch;

        @Option(names = "--check", description = "Exit with 1 where an objective is missed.")
        private boolean check;
    }

    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode status = look();
        if (mode.watch) {
            return watch(status);
        }
        session.show(status, () -> new StatusView(session.console(), session.moments()).show(status));
        return (mode.check && StatusView.missed(status) ? ExitCode.FAILED : ExitCode.DONE).value();
    }

    private JsonNode look() {
        return session.server().get(ApiPath.of("status").with("policy", policy));
    }

    private int watch(JsonNode first) {
        draw(first);
        while (!session.console().closed()) {
            session.pause(INTERVAL);
            try {
                draw(look());
            } catch (CommandFailedException e) {
                if (!e.passing()) {
                    throw e;
                }
                session.console().note(e.getMessage() + " Trying on.");
            }
        }
        return ExitCode.DONE.value();
    }

    private void draw(JsonNode status) {
        if (session.format() == OutputFormat.JSON) {
            session.console().document(Documents.jsonLine(status));
            return;
        }
        if (session.outIsTerminal()) {
            session.console().clear();
        }
        session.show(status, () -> new StatusView(session.console(), session.moments()).show(status));
    }
}
