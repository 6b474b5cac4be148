package io.spirula.cli.api;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API over HTTP. Every method throws {@link CommandFailedException} when the server cannot be reached or does not do what
 * was asked. Redirects are not followed: the token goes to the named server only.
 */
public final class Server {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param base the server's address, http or https
     * @param token null to go without one
     */
    public Server(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    public JsonNode get(ApiPath path) {
        return send(request(path).GET());
    }

    public JsonNode put(ApiPath path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofByteArray(body)));
    }

    public JsonNode post(ApiPath path) {
        return post(path, BodyPublishers.noBody());
    }

    public JsonNode post(ApiPath path, JsonNode body) {
        return post(path, "application/json", JsonMapper.shared().writeValueAsBytes(body));
    }

    public JsonNode post(ApiPath path, String contentType, byte[] body) {
        return send(commanding(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    public JsonNode delete(ApiPath path) {
        return send(request(path).DELETE());
    }

    /**
     * The lines of an event stream, until the server or the network ends it. Close it.
     *
     * @param lastEventId where to go on; null for what happens from now on
     */
    public Stream<String> stream(ApiPath path, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Accept", "text/event-stream")
                .GET();
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> response = exchange(authorized(request).build(), BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            String body;
            try (Stream<String> lines = response.body()) {
                body = String.join("\n", lines.toList());
            }
            throw Problem.of(response.statusCode(), body.getBytes(StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private JsonNode post(ApiPath path, BodyPublisher body) {
        return send(commanding(path).POST(body));
    }

    /** The server does a command once, however often a broken connection makes us send it. */
    private HttpRequest.Builder commanding(ApiPath path) {
        return request(path).header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private HttpRequest.Builder request(ApiPath path) {
        return authorized(HttpRequest.newBuilder(uri(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json, application/problem+json"));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private URI uri(ApiPath path) {
        return URI.create(base + path.toString());
    }

    private JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
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

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            try {
                return http.send(request, handler);
            } catch (ConnectException | HttpTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // the connection broke: every request is safe to repeat, commands carry their idempotency key
                return http.send(request, handler);
            }
        } catch (HttpTimeoutException e) {
            throw unreachable("it did not answer in time", e);
        } catch (IOException e) {
            throw unreachable(reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.INTERRUPTED, "Interrupted");
        }
    }

    private CommandFailedException unreachable(String why, IOException cause) {
        CommandFailedException failure = new CommandFailedException(
                ExitCode.UNREACHABLE,
                "Cannot reach the server at " + base + ": " + why
                        + ". Is it running, and is --server or SPIRULA_URL right?");
        failure.initCause(cause);
        return failure;
    }

    /** The innermost cause that says anything; the JDK leaves the most frequent ones without words. */
    private static String reason(IOException e) {
        String reason = e instanceof ConnectException ? "connection refused" : "the connection broke";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no such host";
            }
            String message = cause.getMessage();
            reason = message == null || message.equalsIgnoreCase(reason) ? reason : message;
        }
        return reason;
    }
}
