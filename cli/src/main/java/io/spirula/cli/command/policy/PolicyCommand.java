package io.spirula.cli.command.policy;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Fields;
import io.spirula.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Shows or changes one policy. */
@Command(name = "policy", description = "Show or change one policy.")
public final class PolicyCommand {

    private final Session session;

    public PolicyCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Show a policy with its manifest.")
    int show(@Parameters(paramLabel = "NAME", description = "The policy.") String name) {
        JsonNode policy = session.server().get(ApiPath.of("policies", name));
        Warnings.tell(session.console(), policy);
        session.show(policy, () -> PolicyDetails.show(session.console(), session.moments(), policy));
        return 0;
    }

    @Command(description = "Let a policy's schedule rest; what runs goes on.")
    int pause(@Parameters(paramLabel = "NAME", description = "The policy.") String name) {
        return change(name, "pause", "paused");
    }

    @Command(description = "Let a paused policy go on.")
    int resume(@Parameters(paramLabel = "NAME", description = "The policy.") String name) {
        return change(name, "resume", "active again");
    }

    @Command(description = "Delete a policy. Points that it made stay; our snapshots on its source images go.")
    int delete(@Parameters(paramLabel = "NAME", description = "The policy.") String name) {
        session.server().delete(ApiPath.of("policies", name));
        JsonNode deleted =
                JsonNodeFactory.instance.objectNode().put("name", name).put("deleted", true);
        session.show(deleted, () -> session.console().say("Policy " + name + " is deleted; its points stay"));
        return 0;
    }

    private int change(String name, String action, String outcome) {
        JsonNode policy = session.server().post(ApiPath.of("policies", name, action), "spirula policy show " + name);
        Warnings.tell(session.console(), policy);
        session.show(
                policy,
                () -> session.console()
                        .say("Policy " + name + " is " + outcome + ", revision " + Fields.text(policy, "revision")));
        return 0;
    }
}
