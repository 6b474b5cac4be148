package io.spirula.cli.api;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API over HTTP. Every method throws {@link CommandFailedException} when the server cannot be reached or does not do what
 * was asked. Redirects are not followed: the token goes to the named server only.
 */
public final class Server {

    private static final String JSON = "application/json";
    private static final int MAX_REFUSAL = 64 * 1024;

    private final URI base;
    private final @Nullable String token;
    private final Deadlines deadlines;
    private final Wire wire;

    /**
     * @param base the server's address, http or https
     * @param token null to go without one
     */
    public Server(URI base, @Nullable String token, Deadlines deadlines) {
        this.base = base;
        this.token = token;
        this.deadlines = deadlines;
        this.wire = new Wire(base, deadlines);
    }

    public JsonNode get(ApiPath path) {
        return read(wire.ask(request(path).GET().build()));
    }

    public JsonNode put(ApiPath path, String contentType, byte[] body) {
        return read(wire.ask(request(path)
                .header("Content-Type", contentType)
                .PUT(BodyPublishers.ofByteArray(body))
                .build()));
    }

    public JsonNode delete(ApiPath path) {
        return read(wire.ask(request(path).DELETE().build()));
    }

    /** A POST that changes nothing. */
    public JsonNode query(ApiPath path, String contentType, byte[] body) {
        return read(wire.ask(request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build()));
    }

    /**
     * A command, which the server does once however often it is sent: again when no answer comes.
     *
     * @param lookWith the command that shows whether it was accepted, for when that stays unknown
     */
    public JsonNode post(ApiPath path, String lookWith) {
        return command(request(path).POST(BodyPublishers.noBody()), lookWith);
    }

    /** As {@link #post(ApiPath, String)}, with a body. */
    public JsonNode post(ApiPath path, JsonNode body, String lookWith) {
        return command(posting(path, body), lookWith);
    }

    /**
     * The lines of an event stream, until the server or the network ends it. Close it.
     *
     * @param lastEventId where to go on; null for what happens from now on
     */
    public LiveLines stream(ApiPath path, @Nullable String lastEventId) {
        HttpRequest.Builder request = authorized(HttpRequest.newBuilder(uri(path)))
                .header("Accept", "text/event-stream")
                .GET();
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response = wire.open(request.build());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw Problem.of(response.statusCode(), body.readNBytes(MAX_REFUSAL));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new LiveLines(response.body(), deadlines.silence());
    }

    private JsonNode command(HttpRequest.Builder builder, String lookWith) {
        HttpRequest request =
                builder.header("Idempotency-Key", UUID.randomUUID().toString()).build();
        return read(wire.command(request, 2, lookWith));
    }

    private HttpRequest.Builder posting(ApiPath path, JsonNode body) {
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
        return request(path).header("Content-Type", JSON).POST(BodyPublishers.ofByteArray(bytes));
    }

    private HttpRequest.Builder request(ApiPath path) {
        return authorized(HttpRequest.newBuilder(uri(path))
                .timeout(deadlines.answer())
                .header("Accept", JSON + ", application/problem+json"));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private URI uri(ApiPath path) {
        return URI.create(base + path.toString());
    }

    private JsonNode read(HttpResponse<byte[]> response) {
        if (response.statusCode() / 100 != 2) {
            throw Problem.of(response.statusCode(), response.body());
        }
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new CommandFailedException(
                    ExitCode.FAILED, "What " + base + " answered is no JSON; is this the address of Spirula's API?");
        }
    }
}
