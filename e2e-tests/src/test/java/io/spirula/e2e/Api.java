package io.spirula.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public HTTP API, as any client would call it. */
final class Api {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<String> urls;
    private final String token;
    private final @Nullable String traceparent;
    private final AtomicInteger answering = new AtomicInteger();

    Api(String url, String token) {
        this(List.of(url), token, null);
    }

    private Api(List<String> urls, String token, @Nullable String traceparent) {
        this.urls = urls;
        this.token = token;
        this.traceparent = traceparent;
    }

    /** The same for a caller that traces what it does. */
    Api traced(String parent) {
        return new Api(urls, token, parent);
    }

    /** The same for a caller that turns to another instance, with the same request, when one does not answer. */
    static Api ofAny(List<String> urls, String token) {
        return new Api(urls, token, null);
    }

    /** An answer: its status and its JSON. */
    record Answer(int status, JsonNode body) {

        JsonNode expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError("expected HTTP " + wanted + " but got " + status + ": " + body);
            }
            return body;
        }

        JsonNode expectSuccess() {
            if (status / 100 != 2) {
                throw new AssertionError("expected success but got HTTP " + status + ": " + body);
            }
            return body;
        }
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    Answer post(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    Answer putYaml(String path, String yaml) {
        return send(request(path)
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(yaml))
                .build());
    }

    Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    static String query(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(urls.get(0) + "/api/v1" + path))
                .timeout(Duration.ofSeconds(urls.size() == 1 ? 30 : 10))
                .header("Authorization", "Bearer " + token);
        return traceparent == null ? request : request.header("traceparent", traceparent);
    }

    private Answer send(HttpRequest request) {
        IOException silence = new IOException("nobody was asked");
        for (int tried = 0; tried < urls.size(); tried++) {
            int instance = answering.get();
            try {
                return ask(at(urls.get(instance), request));
            } catch (IOException e) {
                silence = e;
                answering.compareAndSet(instance, (instance + 1) % urls.size());
            }
        }
        throw new UncheckedIOException(request.method() + " " + request.uri(), silence);
    }

    private HttpRequest at(String url, HttpRequest request) {
        String same = request.uri().toString().substring(urls.get(0).length());
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(URI.create(url + same))
                .build();
    }

    private Answer ask(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isEmpty() ? JSON.nullNode() : JSON.readTree(text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
