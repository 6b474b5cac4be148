package io.spirula.cli.command.policy;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.OutputFormat;
import io.spirula.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Creates or changes policies. */
@Command(
        name = "apply",
        description = {
            "Create or change the policies in a file.",
            "With -o json the result is one policy, or an array where the file holds several:"
                    + " those that were applied, also when a later one is refused."
        })
public final class ApplyCommand implements Callable<Integer> {

    private final Session session;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FILE",
            description = "Manifests in YAML or JSON, divided by lines of ---; - reads standard input.")
    private String file = "";

    public ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Manifest> manifests = Manifest.readAll(file, session.in());
        ArrayNode applied = JsonNodeFactory.instance.arrayNode();
        try {
            for (Manifest manifest : manifests) {
                JsonNode policy = session.server()
                        .put(ApiPath.of("policies", manifest.name()), Manifest.CONTENT_TYPE, manifest.bytes());
                applied.add(policy);
                Warnings.tell(session.console(), policy);
                if (session.format() == OutputFormat.TABLE) {
                    sayApplied(policy);
                }
            }
        } finally {
            // what was applied is told also when a later manifest is refused
            if (session.format() != OutputFormat.TABLE && !applied.isEmpty()) {
                session.show(manifests.size() == 1 ? applied.get(0) : applied);
            }
        }
        return 0;
    }

    private void sayApplied(JsonNode policy) {
        String images = Fields.number(policy, "images")
                .map(count -> count == 1 ? "; it protects 1 image" : "; it protects " + count + " images")
                .orElse("");
        session.console()
                .say("Policy " + Fields.text(policy, "name") + " is applied, revision "
                        + Fields.text(policy, "revision") + images);
    }
}
