package io.spirula.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One program run to its end, with an argument list and never through a shell. */
final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Command() {}

    /** Returns the standard output; fails with the program's own words when it does not exit with 0. */
    static String run(List<String> argv) {
        return run(argv, LIMIT);
    }

    static String run(List<String> argv, Duration limit) {
        return new String(output(argv, limit), StandardCharsets.UTF_8);
    }

    static void runIn(Path directory, List<String> argv) {
        execute(new ProcessBuilder(argv).directory(directory.toFile()), argv, LIMIT);
    }

    private static byte[] output(List<String> argv, Duration limit) {
        return execute(new ProcessBuilder(argv), argv, limit);
    }

    private static byte[] execute(ProcessBuilder builder, List<String> argv, Duration limit) {
        Process process = null;
        try {
            process = builder.start();
            process.getOutputStream().close();
            var out = drain(process.getInputStream());
            var err = drain(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SandboxException(
                        String.join(" ", argv) + ": did not end within " + limit.toSeconds() + " s and was killed");
            }
            if (process.exitValue() != 0) {
                throw new SandboxException(String.join(" ", argv) + ": exit " + process.exitValue() + ": "
                        + new String(err.join(), StandardCharsets.UTF_8).strip());
            }
            return out.join();
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
