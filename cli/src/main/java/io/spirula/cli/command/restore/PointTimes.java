package io.spirula.cli.command.restore;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.api.Server;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Fields;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** When points were made, which restores tell by the point's id only. Asks once for each point. Not for use by many threads. */
final class PointTimes {

    private final Server server;
    private final Map<String, Optional<Instant>> known = new HashMap<>();

    PointTimes(Server server) {
        this.server = server;
    }

    /** Empty when the server does not know the point any more. */
    Optional<Instant> of(JsonNode restore) {
        String point = Fields.text(restore, "point");
        return point.isEmpty() ? Optional.empty() : known.computeIfAbsent(point, this::ask);
    }

    private Optional<Instant> ask(String point) {
        try {
            return Fields.instant(server.get(ApiPath.of("points", point)), "time");
        } catch (CommandFailedException e) {
            if (e.exitCode() != ExitCode.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
