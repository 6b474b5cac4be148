package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;

class CommandIT {

    @RepeatedTest(20)
    void aProgramThatIsGivenUpIsGoneBeforeThatIsSaid() {
        var seconds = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 50));
        var goneWhenSaid = new CompletableFuture<Boolean>();
        var runner = new Thread(() -> {
            try {
                Command.run(List.of("sleep", seconds));
            } catch (SandboxException e) {
                goneWhenSaid.complete(find(seconds).isEmpty());
            }
        });
        runner.start();
        await().until(() -> find(seconds).isPresent());

        runner.interrupt();

        assertThat(goneWhenSaid.join()).isTrue();
    }

    private static Optional<ProcessHandle> find(String argument) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(argument))
                .findFirst();
    }

    /** Empty for one that has ended. */
    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
