package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.SandboxSettings;
import io.spirula.sandbox.SharedSandbox;
import io.spirula.sandbox.Signal;
import io.spirula.sandbox.SourceTree;
import io.spirula.sandbox.demo.DemoMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/demo} runs once everything is built. */
class DemoIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Path home = SharedSandbox.directory().resolve("demo-" + System.nanoTime());
    private final Path output = home.resolve("output");
    private final SandboxSettings settings = SandboxSettings.temporary(home.resolve("sandbox"));
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void remove() throws Exception {
        for (Process process : started) {
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
        }
        Files.deleteIfExists(output);
        Files.deleteIfExists(home);
    }

    @Test
    void onceEndsWithZeroAfterTheComparisonAndLeavesNothing() throws Exception {
        Process demo = start("--once");

        assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(demo.exitValue()).as(said()).isZero();
        assertThat(said()).contains("All three agree.");
        assertNothingIsLeft();
    }

    @Test
    void interruptedItStopsAllOfItAndLeavesNothing() throws Exception {
        Process demo = start();
        await("all parts run").atMost(PATIENCE).until(() -> said().contains("  all of it after ") || !demo.isAlive());
        assertThat(demo.isAlive()).as(said()).isTrue();
        assertThat(processes()).hasSizeGreaterThan(8);

        Signal.INT.send(demo.pid());

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said()).contains("Stopping everything");
        assertNothingIsLeft();
    }

    /** At these moments daemons are being started; no condition tells of them from outside. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void interruptedOnItsWayUpItLeavesNothing(int seconds) throws Exception {
        Process demo = start();
        assertThat(demo.waitFor(seconds, TimeUnit.SECONDS)).as(said()).isFalse();

        Signal.INT.send(demo.pid());

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said()).doesNotContain("Exception");
        assertNothingIsLeft();
    }

    @Test
    void aSecondDemoOnOtherPortsLeavesTheFirstAlone() throws Exception {
        Process first = start();
        await("a daemon runs").atMost(PATIENCE).until(() -> processes().size() > 2 || !first.isAlive());

        SandboxSettings others = SandboxSettings.temporary(settings.directory());
        Path answer = home.resolve("answer");
        Process second = start(others, answer);

        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(answer).content().contains("another demo runs in " + home.resolve("spirula-demo"));
        Files.delete(answer);
        await("all parts run").atMost(PATIENCE).until(() -> said().contains("site-a serves I/O") || !first.isAlive());
        assertThat(first.isAlive()).as(said()).isTrue();
        first.destroy();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        await("the last process is gone")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(processes()).isEmpty());
        try (Stream<Path> entries = Files.list(home)) {
            assertThat(entries).containsExactly(output);
        }
    }

    private Process start(String... arguments) throws IOException {
        return start(settings, output, arguments);
    }

    private Process start(SandboxSettings where, Path told, String... arguments) throws IOException {
        Files.createDirectories(home);
        Path classes = SourceTree.root().resolve("sandbox/target");
        // whoever runs this in the background of a script ignores interrupts, and so would the demo
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                classes.resolve("classes") + ":" + classes.resolve("lib") + "/*",
                DemoMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(where.toEnvironment());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Command lines of running programs that name a file of the demo. */
    private List<String> processes() {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                .map(DemoIT::contentOf)
                .filter(line -> line.contains(home.toString()))
                .toList();
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // ended meanwhile
            return "";
        }
    }
}
