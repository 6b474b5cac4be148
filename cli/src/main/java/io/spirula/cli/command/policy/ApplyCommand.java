package io.spirula.cli.command.policy;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.OutputFormat;
import io.spirula.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Creates or changes policies. */
@Command(name = "apply", description = "Create or change the policies in a file.")
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
        List<JsonNode> applied = new ArrayList<>();
        for (Manifest manifest : Manifest.readAll(file, session.in())) {
            JsonNode policy = session.server()
                    .put(ApiPath.of("policies", manifest.name()), Manifest.CONTENT_TYPE, manifest.bytes());
            applied.add(policy);
            Warnings.tell(session.console(), policy);
            if (session.format() == OutputFormat.TABLE) {
                sayApplied(policy);
            }
        }
        if (session.format() != OutputFormat.TABLE) {
            session.show(Documents.oneOrAll(applied));
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
