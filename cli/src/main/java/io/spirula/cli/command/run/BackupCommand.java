package io.spirula.cli.command.run;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Fields;
import io.spirula.cli.progress.Outcome;
import io.spirula.cli.progress.Waiting;
import io.spirula.cli.progress.Watched;
import io.spirula.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes points now. */
@Command(
        name = "backup",
        description = {
            "Make a point of each image now, on the targets of the policy that protects it.",
            "With -o json the result is one run, or an array where there are several."
        })
public final class BackupCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name")
    private List<String> images = List.of();

    @Option(names = "--policy", paramLabel = "NAME", description = "Which policy, where several protect the image.")
    private @Nullable String policy;

    @Option(names = "--wait", description = "Wait until the runs end, and show how far they are.")
    private boolean wait;

    public BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        images.forEach(request.putArray("images")::add);
        if (policy != null) {
            request.put("policy", policy);
        }
        JsonNode answer = session.server().post(ApiPath.of("runs"), request, lookWith());
        List<JsonNode> runs = answer.isArray() ? List.copyOf(answer.values()) : List.of(answer);
        if (!wait) {
            show(runs);
            return ExitCode.DONE.value();
        }
        session.onInterruptTell("The runs go on: " + ids(runs) + ". spirula cancel RUN stops one.");
        Outcome outcome = new Waiting(session)
                .until(runs.stream().map(BackupCommand::watched).toList(), runs);
        show(outcome.states());
        if (outcome.exitCode() == ExitCode.STILL_RUNNING) {
            throw new CommandFailedException(
                    ExitCode.STILL_RUNNING, "The time to wait is over; the runs go on: " + ids(runs));
        }
        return outcome.exitCode().value();
    }

    private String lookWith() {
        return "spirula runs" + (images.size() == 1 ? " " + images.get(0) : "");
    }

    private void show(List<JsonNode> runs) {
        session.show(
                Documents.oneOrAll(runs),
                () -> runs.forEach(run -> session.console().say(RunText.line(run))));
    }

    private static Watched watched(JsonNode run) {
        return new Watched(Fields.text(run, "image"), ApiPath.of("runs", Fields.text(run, "id")));
    }

    private static String ids(List<JsonNode> runs) {
        return runs.stream().map(run -> Fields.text(run, "id")).collect(Collectors.joining(", "));
    }
}
