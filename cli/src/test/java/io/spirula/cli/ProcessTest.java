package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own. */
class ProcessTest {

    private static final String RUNNING = "{\"id\":\"r1\",\"image\":\"vm-1\",\"state\":\"running\"}";

    private final ApiServer server = new ApiServer();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whoInterruptsAWaitIsToldThatTheRunGoesOn() throws IOException, InterruptedException {
        assumeThat(interruptsAreIgnored())
                .as("this JVM was started with SIGINT ignored")
                .isFalse();
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]").on("GET /api/v1/runs/r1", 200, RUNNING);

        Process process = start("backup", "vm-1", "--wait");
        try {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> server.received().size() > 1);
            interrupt(process);

            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(Files.readString(folder.resolve("err")))
                    .isEqualTo("vm-1: running\n\nThe runs go on: r1. spirula cancel RUN stops one.\n");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void theExitCodeReachesTheShell() throws IOException, InterruptedException {
        server.problem("GET /api/v1/policies", 404, "{\"detail\":\"nothing\"}");

        Process process = start("policies");
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(3);
            assertThat(Files.readString(folder.resolve("err"))).isEqualTo("spirula: nothing\n");
            assertThat(folder.resolve("out")).isEmptyFile();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.spirula.cli.Spirula"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("SPIRULA_URL", server.url());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("/bin/sh", "-c", "kill -s INT \"$0\"", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }

    private static boolean interruptsAreIgnored() throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 0b10) != 0;
    }
}
