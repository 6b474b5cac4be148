package io.spirula.sandbox.demo;

import io.spirula.sandbox.SandboxException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the public API. */
final class Api {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    Api(World world) {
        this.url = world.apiUrl();
        this.token = world.apiToken();
    }

    boolean knowsImage(String image) {
        var path = "/api/v1/images?image=" + encoded(image);
        return send(path).statusCode() != 404 && !get(path).isEmpty();
    }

    /** The last runs of the image, newest first. */
    JsonNode runs(String image) {
        return get("/api/v1/runs?limit=20&image=" + encoded(image));
    }

    JsonNode point(String id) {
        return get("/api/v1/points/" + id);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) {
        var answer = send(path);
        if (answer.statusCode() != 200) {
            throw new SandboxException("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new SandboxException("GET " + path + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while asking the API", e);
        }
    }
}
