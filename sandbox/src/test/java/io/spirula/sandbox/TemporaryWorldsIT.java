package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemporaryWorldsIT {

    /** What a test JVM does that will be killed. */
    static final class Victim {
        public static void main(String[] arguments) throws InterruptedException {
            var cluster = SharedSandbox.ceph("doomed");
            var postgres = SharedSandbox.postgres();
            System.out.println(SharedSandbox.directory());
            System.out.println(cluster.osd().pid());
            System.out.println(postgres.process().pid());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void daemonsDieWithAKilledTestJvmAndTheNextOneRemovesItsFiles() throws Exception {
        var base = SharedSandbox.directory().resolve("base");
        var jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + base,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        var directory = Path.of(lines.readLine());
        var osd = Long.parseLong(lines.readLine());
        var postgres = Long.parseLong(lines.readLine());
        assertThat(directory).isDirectory();
        assertThat(runs(osd)).isTrue();

        jvm.destroyForcibly().waitFor();

        await().until(() -> !runs(osd) && !runs(postgres));
        TemporaryWorlds.reap(directory.getParent());
        assertThat(directory).doesNotExist();
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
