package io.spirula.cli.command.run;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Fields;
import io.spirula.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Lets an image go. */
@Command(
        name = "release",
        description = "Remove our snapshots from a source image, so that its owner can delete it. Its copies stay.")
public final class ReleaseCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(paramLabel = "IMAGE", description = "cluster/pool[/namespace]/name")
    private String image = "";

    public ReleaseCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode accepted = session.server()
                .post(
                        ApiPath.of("images", "release"),
                        JsonNodeFactory.instance.objectNode().put("image", image),
                        "spirula events --image " + image);
        String warning = Fields.text(accepted, "warning");
        if (!warning.isEmpty()) {
            session.console().note("warning: " + warning);
        }
        session.show(
                accepted,
                () -> session.console().say("Our snapshots on " + image + " are being removed; its copies stay"));
        return 0;
    }
}
