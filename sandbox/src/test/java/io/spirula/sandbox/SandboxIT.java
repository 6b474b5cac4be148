package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxIT {
    private final Path directory = SharedSandbox.directory().resolve("command-" + System.nanoTime());
    private final SandboxSettings settings = SandboxSettings.temporary(directory);

    @AfterEach
    void down() throws Exception {
        succeed("down");
    }

    @Test
    void upIsIdempotentEvenTwiceAtOnceAndDownLeavesNeitherProcessNorFile() throws Exception {
        var atTheSameTime = start("up", "--without-services");
        succeed("up", "--without-services");
        var output = new String(atTheSameTime.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(atTheSameTime.waitFor()).as(output).isZero();
        var first = run("status").output();
        var image = "rbd/kept";
        sandbox().siteA().rbd("create", "--size", "4M", image);

        succeed("up", "--without-services");

        assertThat(pids(run("status").output())).isEqualTo(pids(first)).hasSize(6);
        assertThat(sandbox().siteA().rbd("ls", "rbd").strip()).isEqualTo("kept");
        assertThat(run("env").output()).contains("export SITE_A_CONF='" + directory + "/site-a/ceph.conf'");

        succeed("down");
        assertThat(processesOf(directory)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void downRemovesAllThatAKilledUpLeftBehind() throws Exception {
        var up = start("up", "--without-services");
        await().atMost(Duration.ofMinutes(1)).until(() -> processesOf(directory).size() >= 3);
        up.destroyForcibly().waitFor();

        succeed("down");

        assertThat(processesOf(directory)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void aPortInUseIsAnErrorThatNamesItsHolder() throws Exception {
        try (var holder = new ServerSocket(settings.kafkaPort(), 1, InetAddress.getLoopbackAddress())) {
            var outcome = run("up", "--without-services");

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.output())
                    .contains("port " + holder.getLocalPort() + ", wanted for Kafka, is in use by process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void theApiPortInUseIsFoundOutBeforeAnythingIsStarted() throws Exception {
        try (var holder = new ServerSocket(settings.apiPort(), 1, InetAddress.getLoopbackAddress())) {
            var outcome = run("up");

            assertThat(outcome.exit()).isEqualTo(1);
            assertThat(outcome.output())
                    .contains("port " + holder.getLocalPort() + ", wanted for the API, is in use by process "
                            + ProcessHandle.current().pid());
            assertThat(directory).doesNotExist();
        }
    }

    @Test
    void aRecordThatWasCutOffIsOfNoProcess() throws Exception {
        var pids = Files.createDirectories(directory.resolve("pids"));
        settings.store();
        Files.createFile(pids.resolve("kafka.pid"));
        Files.writeString(pids.resolve("postgres.pid"), "4711 12");

        assertThat(run("status").exit()).isEqualTo(1);
        succeed("down");

        assertThat(directory).doesNotExist();
    }

    @Test
    void aClosedSandboxStartsNothingAnyMore() {
        var sandbox = new Sandbox(settings, Lifetime.WITH_JVM, line -> {});
        sandbox.close();

        assertThatThrownBy(sandbox::upWithoutServices).hasMessageContaining("is being ended");

        assertThat(directory).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vault", "kafka/server.properties", "postgres/data", "site-a/monmap", "pids/site-b-mon.pid"})
    void closedOnItsWayUpItLeavesNeitherProcessNorFile(String moment) {
        var sandbox = new Sandbox(settings, Lifetime.WITH_JVM, line -> {});
        var up = CompletableFuture.runAsync(sandbox::upWithoutServices, task -> new Thread(task, "up").start());
        await().pollInterval(Duration.ofMillis(5)).until(() -> Files.exists(directory.resolve(moment)));

        sandbox.close();

        assertThat(up).failsWithin(Duration.ofMinutes(1));
        assertThat(processesOf(directory)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void aDirectoryWithForeignFilesIsLeftAlone() throws Exception {
        Files.createDirectories(directory);
        var foreign = Files.writeString(directory.resolve("thesis.txt"), "years of work");

        var outcome = run("down");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.output()).contains("not a sandbox's");
        assertThat(foreign).hasContent("years of work");
        Files.delete(foreign);
    }

    private record Outcome(int exit, String output) {}

    private Sandbox sandbox() {
        return new Sandbox(settings, Lifetime.DETACHED, line -> {});
    }

    private void succeed(String... arguments) throws Exception {
        var outcome = run(arguments);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
    }

    private Outcome run(String... arguments) throws Exception {
        var process = start(arguments);
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private Process start(String... arguments) throws IOException {
        var argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SandboxMain.class.getName()));
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().putAll(settings.toEnvironment());
        return builder.start();
    }

    private static List<String> pids(String status) {
        return status.lines()
                .filter(line -> line.contains("running"))
                .map(line -> line.split("\\s+")[2])
                .toList();
    }

    /** Command lines of running programs that name the directory. */
    private static List<String> processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(line -> line.contains(directory.toString()))
                .collect(Collectors.toList());
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            // ended meanwhile
            return "";
        }
    }
}
