package io.spirula.cli.command.adoption;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import io.spirula.cli.progress.Outcome;
import io.spirula.cli.progress.Waiting;
import io.spirula.cli.progress.Watched;
import io.spirula.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes up the points of replicas that no record knows. */
@Command(
        name = "adopt",
        description = "Take up the points that replicas in a place hold, after the records of them were lost. Changes"
                + " nothing on the cluster; doing it twice does no harm.")
public final class AdoptCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(
            paramLabel = "CLUSTER/POOL[/NAMESPACE]",
            description = "Where the replicas are; without a namespace all of the pool.")
    private String place = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose points are that do not say it themselves; the tenant default unless given.")
    private @Nullable String tenant;

    @Option(names = "--wait", description = "Wait until everything there was looked at.")
    private boolean wait;

    public AdoptCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("place", place);
        if (tenant != null) {
            request.put("tenant", tenant);
        }
        JsonNode adoption =
                session.server().post(ApiPath.of("adoptions"), request, "spirula adopt " + place + " again");
        String id = Fields.text(adoption, "id");
        if (!wait) {
            session.show(
                    adoption,
                    () -> session.console()
                            .say("Adoption " + id + " of " + place
                                    + " is requested; spirula images shows what it finds"));
            return ExitCode.DONE.value();
        }
        session.onInterruptTell("The adoption goes on: " + id + ".");
        Outcome outcome =
                new Waiting(session).until(List.of(new Watched(place, ApiPath.of("adoptions", id))), List.of(adoption));
        JsonNode ended = outcome.states().get(0);
        session.show(ended, () -> tell(ended));
        if (outcome.exitCode() == ExitCode.STILL_RUNNING) {
            throw new CommandFailedException(
                    ExitCode.STILL_RUNNING, "The time to wait is over; the adoption goes on: " + id + ".");
        }
        return outcome.exitCode().value();
    }

    private void tell(JsonNode adoption) {
        String state = Fields.text(adoption, "state");
        if (!state.equals("completed")) {
            String reason = Reason.of(adoption);
            session.console().say("Adoption of " + place + " is " + state + (reason.isEmpty() ? "" : ": " + reason));
            return;
        }
        session.console()
                .say("Adopted " + count(adoption, "adopted") + " points of " + count(adoption, "replicas")
                        + " replicas in " + place + "; " + count(adoption, "known") + " were known, "
                        + count(adoption, "refused") + " refused");
        List<JsonNode> refusals = Fields.list(adoption, "refusals");
        for (JsonNode refusal : refusals) {
            String snapshot = Fields.text(refusal, "snapshot");
            session.console()
                    .say("  refused " + Fields.text(refusal, "image") + (snapshot.isEmpty() ? "" : "@" + snapshot)
                            + ": " + Reason.of(refusal));
        }
        long more = count(adoption, "refused") - refusals.size();
        if (more > 0) {
            session.console().say("  and " + more + " more");
        }
    }

    private static long count(JsonNode adoption, String field) {
        return Fields.number(adoption, field).orElse(0L);
    }
}
