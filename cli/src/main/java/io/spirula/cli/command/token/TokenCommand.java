package io.spirula.cli.command.token;

import io.spirula.cli.api.ApiPath;
import io.spirula.cli.output.Cell;
import io.spirula.cli.output.Column;
import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Table;
import io.spirula.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes, lists and revokes tokens. */
@Command(name = "token", description = "Make, list and revoke tokens; for administrators.")
public final class TokenCommand {

    private final Session session;

    public TokenCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Make a token. Its secret is shown this once.")
    int create(
            @Parameters(paramLabel = "NAME", description = "What people call it, for example its holder.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "What it may do: ${COMPLETION-CANDIDATES}.")
                    Role role,
            @Option(
                            names = "--tenant",
                            paramLabel = "TENANT",
                            description = "For whom, * for everybody; default: as the token that makes it.")
                    @Nullable
                    String tenant) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("name", name).put("role", role.toString());
        if (tenant != null) {
            request.put("tenant", tenant);
        }
        JsonNode token = session.server().post(ApiPath.of("tokens"), request, "spirula token ls");
        session.show(token, () -> {
            session.console()
                    .say("Token " + Fields.text(token, "name") + " is made: " + Fields.text(token, "role")
                            + " of tenant " + Fields.text(token, "tenant") + ", id " + Fields.text(token, "id"));
            session.console().say("Secret, shown this once: " + Fields.text(token, "secret"));
        });
        return 0;
    }

    @Command(description = "List tokens, without their secrets.")
    int ls() {
        JsonNode tokens = session.server().get(ApiPath.of("tokens"));
        session.show(tokens, () -> {
            if (tokens.isEmpty()) {
                session.console().say("There is no token; spirula token create makes one.");
            } else {
                session.console().table(table(tokens));
            }
        });
        return 0;
    }

    @Command(description = "Take a token no longer, from now on.")
    int revoke(@Parameters(paramLabel = "ID", description = "The token's id, as token ls shows it.") String id) {
        session.server().delete(ApiPath.of("tokens", id));
        JsonNode revoked = JsonNodeFactory.instance.objectNode().put("id", id).put("revoked", true);
        session.show(revoked, () -> session.console().say("Token " + id + " is revoked"));
        return 0;
    }

    private Table table(JsonNode tokens) {
        Table table = new Table(
                Column.word("TOKEN"),
                Column.text("NAME"),
                Column.word("ROLE"),
                Column.text("TENANT"),
                Column.word("CREATED"),
                Column.text("BY"),
                Column.word("REVOKED"));
        for (JsonNode token : tokens) {
            table.row(
                    Cell.of(Fields.text(token, "id")),
                    Cell.of(Fields.text(token, "name")),
                    Cell.of(Fields.text(token, "role")),
                    Cell.of(Fields.text(token, "tenant")),
                    moment(token, "createdAt"),
                    Cell.of(Fields.text(token, "createdBy")),
                    moment(token, "revokedAt"));
        }
        return table;
    }

    private Cell moment(JsonNode token, String field) {
        return Fields.instant(token, field)
                .map(moment -> Cell.of(session.moments().text(moment)))
                .orElse(Cell.empty());
    }
}
