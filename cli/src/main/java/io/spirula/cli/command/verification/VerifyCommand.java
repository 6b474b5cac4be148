package io.spirula.cli.command.verification;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Bytes;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.output.TargetName;
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

/** Compares what targets hold of an image with the source, now and whole. */
@Command(
        name = "verify",
        description = {
            "Compare all that targets hold of an image with its source now, byte by byte, at the newest point that both have.",
            "A copy that differs is not restored from any more, and the next run makes another: with --wait the exit code"
                    + " is then 6.",
            "With -o json the result is one verification, or an array where there are several targets."
        })
public final class VerifyCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name")
    private String image = "";

    @Option(
            names = "--target",
            paramLabel = "CLUSTER/POOL",
            description = "Only this target, or a policy's name for it; each that has a complete copy unless given.")
    private @Nullable String target;

    @Option(names = "--wait", description = "Wait until all is compared.")
    private boolean wait;

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("image", image);
        if (target != null) {
            request.put("target", target);
        }
        JsonNode answer =
                session.server().post(ApiPath.of("verifications"), request, "spirula verify " + image + " again");
        List<JsonNode> verifications = List.copyOf(answer.values());
        if (!wait) {
            show(verifications);
            return ExitCode.DONE.value();
        }
        session.onInterruptTell("The comparison goes on: " + ids(verifications) + ".");
        Outcome outcome = new Waiting(session)
                .until(verifications.stream().map(VerifyCommand::watched).toList(), verifications);
        show(outcome.states());
        if (outcome.exitCode() == ExitCode.STILL_RUNNING) {
            throw new CommandFailedException(
                    ExitCode.STILL_RUNNING, "The time to wait is over; the comparison goes on: " + ids(verifications));
        }
        boolean different = outcome.states().stream()
                .anyMatch(state -> Fields.text(state, "result").equals("different"));
        return (different ? ExitCode.DIFFERENT : outcome.exitCode()).value();
    }

    private void show(List<JsonNode> verifications) {
        session.show(
                Documents.oneOrAll(verifications),
                () -> verifications.forEach(verification -> session.console().say(line(verification))));
    }

    private static String line(JsonNode verification) {
        String what = Fields.text(verification, "image") + " on " + TargetName.of(verification);
        return switch (Fields.text(verification, "state")) {
            case "completed" -> what + " " + found(verification);
            case "failed" -> "Comparing " + what + " failed: " + Reason.of(verification);
            default -> "Comparing " + what + " is requested: " + Fields.text(verification, "id");
        };
    }

    private static String found(JsonNode verification) {
        if (Fields.text(verification, "result").equals("different")) {
            long copies = Fields.number(verification, "quarantined").orElse(0L);
            return "is DIFFERENT from its source; copies not restored from any more: " + copies + ". "
                    + Reason.of(verification);
        }
        return "is equal to its source; read from each side: "
                + Fields.number(verification, "bytesCompared").map(Bytes::text).orElse("-");
    }

    private static Watched watched(JsonNode verification) {
        return new Watched(
                Fields.text(verification, "image"), ApiPath.of("verifications", Fields.text(verification, "id")));
    }

    private static String ids(List<JsonNode> verifications) {
        return verifications.stream()
                .map(verification -> Fields.text(verification, "id"))
                .collect(Collectors.joining(", "));
    }
}
