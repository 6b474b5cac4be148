package io.spirula.cli.command.restore;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import io.spirula.cli.progress.Outcome;
import io.spirula.cli.progress.Waiting;
import io.spirula.cli.progress.Watched;
import io.spirula.cli.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Brings a point back. */
@Command(
        name = "restore",
        description = "Bring a point of an image back as a new image; the newest point unless another is named.")
public final class RestoreCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name, or the id of a deleted image.")
    private String image = "";

    @ArgGroup
    private Which which = new Which();

    static final class Which {
        @Option(
                names = "--point",
                paramLabel = "POINT",
                description = "A point's id, its first six characters or more, or its snapshot's name.")
        private @Nullable String point;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = "The newest point that is not younger than this, for example 2026-11-22T18:00:00Z.")
        private @Nullable Instant at;
    }

    @Option(names = "--from", paramLabel = "TARGET", description = "The target whose copy is read.")
    private @Nullable String from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "CLUSTER/POOL[/NAMESPACE]/NAME",
            description = "The image to make; it must not exist.")
    private String to = "";

    @Option(
            names = "--instant",
            description = "A clone that is usable at once, on the cluster that has the copy; it is flattened later.")
    private boolean instant;

    @Option(
            names = "--accept-other-digest",
            description = "Also where the copy does not hold any more what was recorded of it (DIGEST_DIFFERS).")
    private boolean acceptOtherDigest;

    @Option(names = "--wait", description = "Wait until the image is usable, and show how far that is.")
    private boolean wait;

    public RestoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode restore = session.server().post(ApiPath.of("restores"), request(), "spirula restores");
        String id = Fields.text(restore, "id");
        if (!wait) {
            show(restore);
            return ExitCode.DONE.value();
        }
        session.onInterruptTell("The restore goes on: " + id + ". spirula restores " + id + " shows it, spirula cancel "
                + id + " stops it.");
        Outcome outcome =
                new Waiting(session).until(List.of(new Watched(to, ApiPath.of("restores", id))), List.of(restore));
        show(outcome.states().get(0));
        if (outcome.exitCode() == ExitCode.STILL_RUNNING) {
            throw new CommandFailedException(
                    ExitCode.STILL_RUNNING,
                    "The time to wait is over; the restore goes on: " + id + ". spirula restores " + id + " shows it.");
        }
        return outcome.exitCode().value();
    }

    private ObjectNode request() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("image", image);
        if (which.point != null) {
            request.put("point", which.point);
        }
        if (which.at != null) {
            request.put("at", which.at.toString());
        }
        if (from != null) {
            request.put("from", from);
        }
        if (acceptOtherDigest) {
            request.put("acceptOtherDigest", true);
        }
        return request.put("to", to).put("instant", instant);
    }

    private void show(JsonNode restore) {
        session.show(restore, () -> session.console().say(RestoreText.line(restore)));
    }
}
