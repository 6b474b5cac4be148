package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts in bin/ ask of a machine, on one of which the answers are made up. */
class PrepareIT {
    @TempDir
    private Path home;

    private Path tools;

    @BeforeEach
    void make() throws IOException {
        tools = Files.createDirectories(home.resolve("tools"));
        var lib = Files.createDirectories(home.resolve("bin/lib"));
        Files.copy(SourceTree.root().resolve("bin/lib/prepare.sh"), lib.resolve("prepare.sh"));
        tool("java", "exit 0");
        tool("javac", "echo javac 17.0.9");
        tool("mvn", "echo built");
    }

    @Test
    void aJdkFrom17OnWillDo() throws Exception {
        assertThat(run("require_toolchain")).isEqualTo("exit 0");
        tool("javac", "echo javac 25");
        assertThat(run("require_toolchain")).isEqualTo("exit 0");
    }

    @Test
    void anOldJdkIsRefusedAndTheNeededOneNamed() throws Exception {
        tool("javac", "echo javac 1.8.0_402 >&2");
        assertThat(run("require_toolchain"))
                .contains("javac on the PATH is version 1.8.0_402")
                .contains("openjdk-17-jdk-headless")
                .endsWith("exit 1");
        tool("javac", "echo javac 11.0.22");
        assertThat(run("require_toolchain")).contains("version 11.0.22").endsWith("exit 1");
    }

    @Test
    void aJavaWithoutCompilerIsRefusedAndTheNeededOneNamed() throws Exception {
        Files.delete(tools.resolve("javac"));
        assertThat(run("PATH=$TOOLS; require_toolchain"))
                .contains("javac is not")
                .contains("openjdk-17-jdk-headless")
                .endsWith("exit 1");
    }

    @Test
    void aMachineWithoutPostgresqlBinaryIsRefused() throws Exception {
        tool("uname", "[ \"$1\" = -m ] && echo aarch64 || echo Linux");
        assertThat(run("install_missing"))
                .contains("this machine is Linux aarch64")
                .contains("x86_64")
                .endsWith("exit 1");
    }

    @Test
    void whatOnlySomeTestsNeedIsInstalledWithTheRestWhereItIsAskedForAlone() throws Exception {
        tool("dpkg-query", "[ \"${@: -1}\" = ceph-mgr ] || echo installed");
        var answering = "as_root() { echo \"$*\"; }; ";

        assertThat(run(answering + "install_missing")).isEqualTo("exit 0");
        assertThat(run(answering + "install_missing ceph-mgr"))
                .contains("apt-get install -y -qq --no-install-recommends ceph-mgr\n")
                .endsWith("exit 0");
    }

    @Test
    void whatIsMissingIsBuiltThoughNothingChanged() throws Exception {
        Files.createDirectories(home.resolve("target"));
        var jar = "transfer-service/target/spirula-transfer-service-0.1.0-exec.jar";
        var parts = List.of(
                "sandbox/target/classes/a",
                "sandbox/target/lib/a.jar",
                "bench/target/classes/a",
                "bench/target/lib/a.jar",
                "sandbox/kafka-broker/target/lib/a.jar",
                "cli/target/spirula-cli.jar",
                "scheduler-service/target/spirula-scheduler-service-0.1.0-exec.jar",
                "snapshot-service/target/spirula-snapshot-service-0.1.0-exec.jar",
                jar,
                "restore-service/target/spirula-restore-service-0.1.0-exec.jar");
        for (var part : parts) {
            Files.createDirectories(home.resolve(part).getParent());
            Files.createFile(home.resolve(part));
        }
        Files.createFile(home.resolve("target/packaged"));
        assertThat(run("build_if_changed")).isEqualTo("exit 0");

        Files.delete(home.resolve(jar));
        assertThat(run("build_if_changed")).contains("built");
        Files.createFile(home.resolve(jar));
        assertThat(run("build_if_changed")).isEqualTo("exit 0");

        Files.delete(home.resolve("sandbox/target/lib/a.jar"));
        Files.delete(home.resolve("sandbox/target/lib"));
        assertThat(run("build_if_changed")).contains("built");
    }

    private void tool(String name, String body) throws IOException {
        var file = Files.writeString(tools.resolve(name), "#!/bin/bash\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** What the commands said, and how they ended. */
    private String run(String commands) throws Exception {
        var script = "set -euo pipefail; . " + home + "/bin/lib/prepare.sh; " + commands;
        var builder = new ProcessBuilder("/bin/bash", "-c", script).redirectErrorStream(true);
        builder.environment().put("TOOLS", tools.toString());
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }
}
