package io.spirula.cli.command.policy;

import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Console;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Moments;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One policy, in full, for people. */
final class PolicyDetails {

    private PolicyDetails() {}

    static void show(Console console, Moments moments, JsonNode policy) {
        console.say("Policy     " + Fields.text(policy, "name") + ", revision " + Fields.text(policy, "revision"));
        console.say("Tenant     " + Fields.text(policy, "tenant"));
        console.say(Fields.is(policy, "paused") ? Cell.warn("State      paused") : Cell.of("State      active"));
        console.say("Images     " + Fields.text(policy, "images"));
        console.say("Targets    " + targets(policy).collect(Collectors.joining(", ")));
        console.say("Next due   "
                + Fields.instant(policy, "nextDue").map(moments::text).orElse("-"));
        String manifest = Fields.text(policy, "manifest");
        if (!manifest.isEmpty()) {
            console.say("");
            console.block(manifest);
        }
    }

    /** Names of the targets; a server may send them plain or wrapped with their retention. */
    static Stream<String> targets(JsonNode policy) {
        return Fields.list(policy, "spec.targets").stream().map(target -> {
            String wrapped = Fields.text(target, "target.name");
            return wrapped.isEmpty() ? Fields.text(target, "name") : wrapped;
        });
    }
}
