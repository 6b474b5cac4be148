package io.spirula.cli.command.event;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.OutputFormat;
import io.spirula.cli.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows events. */
@Command(
        name = "events",
        description = {
            "Show what happened lately, or follow what happens.",
            "With --follow and -o json there is one object on each line."
        })
public final class EventsCommand implements Callable<Integer> {

    private final Session session;

    @Option(names = "--follow", description = "Show what happens from now on, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Only events about this image.")
    private @Nullable String image;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type, for example RunCompleted.")
    private @Nullable String type;

    @Option(names = "--limit", paramLabel = "N", description = "No more events than this; not with --follow.")
    private @Nullable Integer limit;

    public EventsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ApiPath path = ApiPath.of("events").with("image", image).with("type", type);
        if (follow) {
            return new EventFollower(session, path).follow(this::show);
        }
        JsonNode events = session.server().get(path.with("limit", limit));
        session.show(events, () -> inOrderOfTime(events).forEach(this::show));
        return 0;
    }

    private void show(JsonNode event) {
        if (session.format() == OutputFormat.TABLE) {
            session.console().say(EventText.line(event));
        } else if (session.format() == OutputFormat.JSON) {
            session.console().document(Documents.jsonLine(event));
        } else {
            session.show(event);
        }
    }

    /** The newest at the end, where people look. */
    private static List<JsonNode> inOrderOfTime(JsonNode events) {
        List<JsonNode> ordered = new ArrayList<>(events.values());
        ordered.sort(Comparator.comparing(event -> Fields.instant(event, "time").orElse(Instant.EPOCH)));
        return ordered;
    }
}
