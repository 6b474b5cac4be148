package io.spirula.e2e;

import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one service instance tells Prometheus. */
record Scrape(String service, List<Sample> samples) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** @param labels their names */
    record Sample(String name, Set<String> labels) {}

    static Scrape of(ServiceProcess process, String service) {
        return new Scrape(
                service,
                get(process, "/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .map(Scrape::sample)
                        .toList());
    }

    /** An answer of the management port. */
    static HttpResponse<String> get(ServiceProcess process, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + process.managementPort() + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " of " + process.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Sample sample(Matcher line) {
        Set<String> labels = new TreeSet<>();
        if (line.group(2) != null) {
            LABEL.matcher(line.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
        labels.remove("application");
        return new Sample(line.group(1), labels);
    }
}
