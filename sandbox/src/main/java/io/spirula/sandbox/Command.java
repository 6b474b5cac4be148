package io.spirula.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program run to its end, with an argument list and never through a shell. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** A program whose JVM was killed must not go on writing into files that are being removed. */
    private static final List<String> DYING_WITH_US = List.of("setpriv", "--pdeathsig=KILL");

    private Command() {}

    /** Returns the standard output; fails with the program's own words when it does not exit with 0. */
    static String run(List<String> argv) {
        return runAs(List.of(), argv);
    }

    /** Runs it with options of setpriv(1), such as another user. */
    static String runAs(List<String> privileges, List<String> argv) {
        return execute(new ProcessBuilder(wrapped(privileges, argv)), argv);
    }

    static void runIn(Path directory, List<String> argv) {
        execute(new ProcessBuilder(wrapped(List.of(), argv)).directory(directory.toFile()), argv);
    }

    private static List<String> wrapped(List<String> privileges, List<String> argv) {
        var wrapped = new ArrayList<>(DYING_WITH_US);
        wrapped.addAll(privileges);
        wrapped.add("--");
        wrapped.addAll(argv);
        return wrapped;
    }

    private static String execute(ProcessBuilder builder, List<String> argv) {
        Process process = null;
        try {
            process = builder.start();
            process.getOutputStream().close();
            var out = drain(process.getInputStream());
            var err = drain(process.getErrorStream());
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SandboxException(
                        String.join(" ", argv) + ": did not end within " + LIMIT.toSeconds() + " s and was killed");
            }
            if (process.exitValue() != 0) {
                throw new SandboxException(String.join(" ", argv) + ": exit " + process.exitValue() + ": "
                        + new String(err.join(), StandardCharsets.UTF_8).strip());
            }
            return new String(out.join(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SandboxException(
                    "cannot run " + argv.get(0) + ": " + e.getMessage() + " (bin/test installs what is missing)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while running " + argv.get(0), e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static CompletableFuture<byte[]> drain(InputStream stream) {
        var bytes = new CompletableFuture<byte[]>();
        var reader = new Thread(
                () -> {
                    try (stream) {
                        bytes.complete(stream.readAllBytes());
                    } catch (IOException e) {
                        bytes.completeExceptionally(e);
                    }
                },
                "sandbox-output");
        reader.setDaemon(true);
        reader.start();
        return bytes;
    }
}
