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
import java.util.concurrent.CountDownLatch;
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

    static {
        // else each answer waits 40 ms for the acknowledgement of its head
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private enum Then {
        ENDS,
        BREAKS,
        NEVER_ANSWERS,
        STAYS_OPEN
    }

    private record Answer(int status, String contentType, String body, Then then) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
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
        return on(request, new Answer(status, "application/json", json, Then.ENDS));
    }

    ApiServer problem(String request, int status, String json) {
        return on(request, new Answer(status, "application/problem+json", json, Then.ENDS));
    }

    ApiServer page(String request, int status, String contentType, String body) {
        return on(request, new Answer(status, contentType, body, Then.ENDS));
    }

    /** Closes the connection instead of answering. */
    ApiServer breakOn(String request) {
        return on(request, new Answer(0, "", "", Then.BREAKS));
    }

    /** Takes the request and never answers. */
    ApiServer neverAnswer(String request) {
        return on(request, new Answer(0, "", "", Then.NEVER_ANSWERS));
    }

    /** Sends the beginning of a stream, then nothing more; the connection stays open. */
    ApiServer fallSilent(String request, String contentType, String beginning) {
        return on(request, new Answer(200, contentType, beginning, Then.STAYS_OPEN));
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
        end.countDown();
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
        if (answer.then() == Then.BREAKS) {
            exchange.close();
            return;
        }
        if (answer.then() == Then.NEVER_ANSWERS) {
            awaitEnd();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.status(), length(answer, bytes));
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
            if (answer.then() == Then.STAYS_OPEN) {
                out.flush();
                awaitEnd();
            }
        }
    }

    private static long length(Answer answer, byte[] bytes) {
        if (answer.then() == Then.STAYS_OPEN) {
            return 0; // as much as is written
        }
        return bytes.length == 0 ? -1 : bytes.length;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer next(String request) {
        Deque<Answer> queue = answers.get(request);
        if (queue == null) {
            return new Answer(
                    599,
                    "application/problem+json",
                    "{\"detail\":\"the test has no answer to " + request + "\"}",
                    Then.ENDS);
        }
        synchronized (queue) {
            return queue.size() > 1 ? queue.remove() : queue.element();
        }
    }
}
