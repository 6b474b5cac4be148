package io.spirula.cli.api;

import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Sends requests, and tells what it means when no answer comes. */
final class Wire {

    private final URI base;
    private final Deadlines deadlines;
    private final HttpClient http;

    Wire(URI base, Deadlines deadlines) {
        this.base = base;
        this.deadlines = deadlines;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadlines.connect())
                .build();
    }

    /** Sends what may be sent again without harm, once more when the connection broke. */
    HttpResponse<byte[]> ask(HttpRequest request) {
        try {
            try {
                return http.send(request, BodyHandlers.ofByteArray());
            } catch (IOException e) {
                if (neverArrived(e) || e instanceof HttpTimeoutException) {
                    throw e;
                }
                return http.send(request, BodyHandlers.ofByteArray());
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Sends what changes something.
     *
     * @param attempts how often at most; more than once only what the server does once
     * @param lookWith the command that shows whether it was done, for when that stays unknown
     */
    HttpResponse<byte[]> command(HttpRequest request, int attempts, String lookWith) {
        String unknown = null;
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                if (settles(response, unknown)) {
                    return response;
                }
                unknown = "answered with HTTP status " + response.statusCode();
            } catch (IOException e) {
                if (unknown == null && neverArrived(e)) {
                    throw unreachable(e);
                }
                unknown = e instanceof HttpTimeoutException ? "did not answer in time" : "broke the connection";
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }
        throw new CommandFailedException(
                ExitCode.UNREACHABLE,
                "The server at " + base + " " + unknown + ": this may have been accepted; look with: " + lookWith);
    }

    /** The body of an answer without an end. */
    HttpResponse<InputStream> open(HttpRequest request) {
        CompletableFuture<HttpResponse<InputStream>> answer = http.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return answer.get(deadlines.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(new HttpTimeoutException("no answer"));
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted();
        }
    }

    /** A gateway does not know what became of a request, and a server that fails now not what became of one before. */
    private static boolean settles(HttpResponse<byte[]> response, @Nullable String unknown) {
        return response.statusCode() / 100 != 5 || (unknown == null && Problem.isIn(response.body()));
    }

    private static boolean neverArrived(IOException e) {
        return e instanceof ConnectException
                || e instanceof HttpConnectTimeoutException
                || e instanceof SSLHandshakeException;
    }

    private static CommandFailedException interrupted() {
        Thread.currentThread().interrupt();
        return new CommandFailedException(ExitCode.INTERRUPTED, "Interrupted");
    }

    private CommandFailedException unreachable(IOException cause) {
        CommandFailedException failure = CommandFailedException.passing(
                ExitCode.UNREACHABLE,
                "Cannot reach the server at " + base + ": " + reason(cause)
                        + ". Is it running, and is --server or SPIRULA_URL right?",
                List.of());
        failure.initCause(cause);
        return failure;
    }

    /** The innermost cause that says anything; the JDK leaves the most frequent ones without words. */
    private static String reason(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "it did not answer in time";
        }
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
