package io.spirula.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program run to its end, with an argument list and never through a shell. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** A program whose JVM was killed must not go on writing into files that are being removed. */
    private static final List<String> DYING_WITH_US = List.of("setpriv", "--pdeathsig=KILL");

    private Command() {}

    /** Returns the standard output; fails with the program's own words when it does not exit with 0. */
    static String run(List<String> argv) {
        return runAs(List.of(), argv);
    }

    /** Runs it with options of setpriv(1), such as another user. */
    static String runAs(List<String> privileges, List<String> argv) {
        var output = new ByteArrayOutputStream();
        execute(new ProcessBuilder(wrapped(privileges, argv)), argv, output);
        return output.toString(StandardCharsets.UTF_8);
    }

    /** The SHA-256 of the standard output, in hexadecimal digits; the output itself is not kept. */
    static String sha256(List<String> argv) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            execute(
                    new ProcessBuilder(wrapped(List.of(), argv)),
                    argv,
                    new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static void runIn(Path directory, List<String> argv) {
        execute(
                new ProcessBuilder(wrapped(List.of(), argv)).directory(directory.toFile()),
                argv,
                OutputStream.nullOutputStream());
    }

    private static List<String> wrapped(List<String> privileges, List<String> argv) {
        var wrapped = new ArrayList<>(DYING_WITH_US);
        wrapped.addAll(privileges);
        wrapped.add("--");
        wrapped.addAll(argv);
        return wrapped;
    }

    private static void execute(ProcessBuilder builder, List<String> argv, OutputStream output) {
        Process process = null;
        try {
            process = builder.start();
            process.getOutputStream().close();
            var complaints = new ByteArrayOutputStream();
            var out = copy(process.getInputStream(), output);
            var err = copy(process.getErrorStream(), complaints);
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SandboxException(
                        String.join(" ", argv) + ": did not end within " + LIMIT.toSeconds() + " s and was killed");
            }
            err.join();
            if (process.exitValue() != 0) {
                throw new SandboxException(String.join(" ", argv) + ": exit " + process.exitValue() + ": "
                        + complaints.toString(StandardCharsets.UTF_8).strip());
            }
            out.join();
        } catch (IOException e) {
            throw new SandboxException(
                    "cannot run " + argv.get(0) + ": " + e.getMessage() + " (bin/test installs what is missing)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while running " + argv.get(0), e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
                // no interrupt ends this: what is being given up may still write into files that are removed next
                process.onExit().join();
            }
        }
    }

    private static CompletableFuture<Void> copy(InputStream stream, OutputStream sink) {
        var done = new CompletableFuture<Void>();
        var reader = new Thread(
                () -> {
                    try (stream) {
                        stream.transferTo(sink);
                        done.complete(null);
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                },
                "sandbox-output");
        reader.setDaemon(true);
        reader.start();
        return done;
    }
}
