package io.spirula.cli.command.event;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.api.EventReader;
import io.spirula.cli.api.LiveLines;
import io.spirula.cli.api.ServerEvent;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows events through broken connections: each new one goes on after the last event that was seen. */
final class EventFollower {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Session session;
    private final ApiPath path;
    private @Nullable String lastEventId;

    EventFollower(Session session, ApiPath path) {
        this.session = session;
        this.path = path;
    }

    /** Ends when nobody reads the output any more. */
    int follow(Consumer<JsonNode> show) {
        readOnce(show);
        while (!session.console().closed()) {
            session.pause(PAUSE);
            try {
                readOnce(show);
            } catch (CommandFailedException e) {
                if (!e.passing()) {
                    throw e;
                }
                session.console().note(e.getMessage() + " Trying on.");
            }
        }
        return ExitCode.DONE.value();
    }

    private void readOnce(Consumer<JsonNode> show) {
        EventReader reader = new EventReader();
        try (LiveLines lines = session.server().stream(path, lastEventId)) {
            Optional<String> line = lines.next();
            while (line.isPresent() && !session.console().closed()) {
                reader.line(line.get()).ifPresent(event -> take(event, show));
                line = lines.next();
            }
        } catch (HttpTimeoutException e) {
            session.console().note(e.getMessage() + "; connecting again.");
        } catch (IOException | UncheckedIOException e) {
            session.console().note("The connection broke; connecting again.");
        }
    }

    private void take(ServerEvent event, Consumer<JsonNode> show) {
        parse(event.data()).ifPresent(show);
        lastEventId = event.id() == null ? lastEventId : event.id();
    }

    private Optional<JsonNode> parse(String data) {
        try {
            return Optional.of(JsonMapper.shared().readTree(data));
        } catch (JacksonException e) {
            session.console().note("An event is no JSON and is left out: " + e.getOriginalMessage());
            return Optional.empty();
        }
    }
}
