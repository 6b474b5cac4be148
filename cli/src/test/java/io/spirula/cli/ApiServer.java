package io.spirula.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that answers what a test tells it to, and remembers what it was asked. */
final class ApiServer implements AutoCloseable {

    /** A request as it came over the wire. */
    record Received(String method, String target, Map<String, List<String>> headers, String body) {

        String line() {
            return method + " " + target;
        }

        Optional<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst();
        }
    }

    private record Answer(int status, String contentType, String body, boolean breaks) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    ApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers are given in the order of these calls; the last one again and again. */
    ApiServer on(String request, int status, String json) {
        return on(request, new Answer(status, "application/json", json, false));
    }

    ApiServer problem(String request, int status, String json) {
        return on(request, new Answer(status, "application/problem+json", json, false));
    }

    ApiServer page(String request, int status, String contentType, String body) {
        return on(request, new Answer(status, contentType, body, false));
    }

    /** Closes the connection instead of answering. */
    ApiServer breakOn(String request) {
        return on(request, new Answer(0, "", "", true));
    }

    List<Received> received() {
        return received;
    }

    List<String> receivedLines() {
        return received.stream().map(Received::line).toList();
    }

    /** The only request. */
    Received only() {
        if (received.size() != 1) {
            throw new AssertionError("not one request: " + receivedLines());
        }
        return received.get(0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private ApiServer on(String request, Answer answer) {
        answers.computeIfAbsent(request, key -> new ArrayDeque<>()).add(answer);
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Received request = new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                body);
        received.add(request);
        Answer answer = next(request.line());
        if (answer.breaks()) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Answer next(String request) {
        Deque<Answer> queue = answers.get(request);
        if (queue == null) {
            return new Answer(
                    599,
                    "application/problem+json",
                    "{\"detail\":\"the test has no answer to " + request + "\"}",
                    false);
        }
        synchronized (queue) {
            return queue.size() > 1 ? queue.remove() : queue.element();
        }
    }
}
