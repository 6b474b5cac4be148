package io.spirula.e2e;

import io.spirula.e2e.chaos.Report;
import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random operations, backups, restores and faults: {@code bin/test --chaos MINUTES [--seed N]}. The same seed makes the same
 * choices; what they meet depends on time, too.
 */
class ChaosIT {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("spirula.chaos.minutes", 10));
    private static final long SEED =
            Long.getLong("spirula.chaos.seed", new SecureRandom().nextLong() & Integer.MAX_VALUE);

    private final Path results = Path.of("target", "chaos", Long.toString(SEED));

    @Tag("nightly")
    @Test
    void whateverHappensEveryCopyEqualsItsSourceAndEveryOrderEndsOnce() throws IOException {
        Instant begin = Instant.now();
        Report report = new Report(SEED);
        System.out.println("chaos with seed " + SEED + " for " + TIME.toMinutes() + " minutes");
        try (World world = World.withoutServices()) {
            try (ChaosRun run = new ChaosRun(quick(world), SEED, report)) {
                run.run(TIME);
            } catch (Throwable failure) {
                tell(report.text(Duration.between(begin, Instant.now()), "FAILED at step " + report.steps())
                        + "%nthe last steps%n".formatted()
                        + report.lastLines());
                keepLogs(world);
                throw new AssertionError(
                        "chaos with seed " + SEED + " failed at step " + report.steps() + "; see " + results, failure);
            }
        }
        tell(report.text(Duration.between(begin, Instant.now()), "passed"));
    }

    /** Starts services that take over from each other within seconds, and whose logs outlive their restarts. */
    private static World quick(World world) {
        Path logs = world.sandbox().settings().directory().resolve("service-logs");
        for (var kind : ServiceKind.values()) {
            world.sandbox()
                    .service(kind)
                    .addJvmFlags(List.of("-Dlogging.file.name=" + logs.resolve(kind.module() + ".log")));
        }
        Faults.in(world);
        return world;
    }

    private void tell(String text) throws IOException {
        System.out.println(text);
        Files.createDirectories(results);
        Files.writeString(results.resolve("report.txt"), text);
    }

    private void keepLogs(World world) {
        for (String directory : new String[] {"logs", "service-logs"}) {
            Path from = world.sandbox().settings().directory().resolve(directory);
            if (Files.isDirectory(from)) {
                copy(from, results.resolve(directory));
            }
        }
    }

    private static void copy(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
