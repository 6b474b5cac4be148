package io.spirula.bench.world;

import io.spirula.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public HTTP API, as any client would call it. */
public final class SpirulaApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration SEEN_WITHIN = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    public SpirulaApi(Sandbox sandbox) {
        this.url = sandbox.apiUrl() + "/api/v1";
        this.token = sandbox.apiToken();
    }

    /**
     * Protects an image of pool {@code rbd} on both sites, and returns when its first run is complete.
     *
     * @param every as a policy's schedule has it
     */
    public void protect(String image, String every) {
        var policy = """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %1$s, tenant: default }
                spec:
                  source: { cluster: site-a, pools: [rbd], images: ["%1$s"] }
                  schedule: { every: %2$s }
                  targets:
                    - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 3 } }
                  sourceRetention: { last: 3 }
                  objectives: { rpo: 1h }
                """.formatted(image, every);
        send(request("/policies/" + image)
                .header("Content-Type", "application/yaml")
                .PUT(BodyPublishers.ofString(policy)));
        Poll.until(
                "the first run of " + image, Duration.ofHours(1), Duration.ofMillis(200), () -> firstCompleted(image));
    }

    private Optional<JsonNode> firstCompleted(String image) {
        var runs = runs(image);
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(awaitCompleted(runs.get(0).get("id").asString()));
    }

    /** Newest first; none while the image was not seen. */
    private JsonNode runs(String image) {
        var known = get("/images?image=" + encoded(image));
        return known.isEmpty() ? known : get("/runs?image=" + encoded(image));
    }

    public void pause(String image) {
        send(request("/policies/" + image + "/pause").POST(BodyPublishers.noBody()));
        Poll.until(
                "no run of " + image,
                SEEN_WITHIN,
                Duration.ofMillis(200),
                () -> runs(image)
                                .valueStream()
                                .noneMatch(run -> run.get("state").asString().equals("running"))
                        ? Optional.of(true)
                        : Optional.empty());
    }

    public void resume(String image) {
        send(request("/policies/" + image + "/resume").POST(BodyPublishers.noBody()));
    }

    /** How many runs of it are complete. */
    public long completedRuns(String image) {
        return runs(image)
                .valueStream()
                .filter(run -> run.get("state").asString().equals("completed"))
                .count();
    }

    /** Asks for a run, and returns it when it is complete. */
    public JsonNode backUp(String image) {
        var accepted = send(request("/runs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString("{\"images\": [\"site-a/rbd/" + image + "\"]}")));
        return awaitCompleted(accepted.get(0).get("id").asString());
    }

    /** The point of a run that is complete. */
    public JsonNode point(JsonNode run) {
        return get("/points/" + run.get("point").asString());
    }

    private JsonNode awaitCompleted(String run) {
        var ended = Poll.until(
                "run " + run + " to end",
                Duration.ofHours(1),
                LOOK,
                () -> Optional.of(get("/runs/" + run))
                        .filter(now -> !now.get("state").asString().equals("running")));
        if (!ended.get("state").asString().equals("completed")) {
            throw new BenchException("the run did not complete: " + ended);
        }
        return ended;
    }

    private static String encoded(String image) {
        return URLEncoder.encode("site-a/rbd/" + image, StandardCharsets.UTF_8);
    }

    /** An empty list where there is none. */
    private JsonNode get(String path) {
        var response = exchange(request(path).GET());
        return response.statusCode() == 404 ? JSON.createArrayNode() : read(path, response);
    }

    private JsonNode send(HttpRequest.Builder request) {
        return read("the request", exchange(request));
    }

    private static JsonNode read(String what, HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new BenchException(what + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchException("the API does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
