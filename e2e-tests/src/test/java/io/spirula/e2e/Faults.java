package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.agent.Hook;
import io.spirula.e2e.agent.StopFile;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Makes the services of a world stoppable between their steps, and quick to take over from each other. Those of the shared
 * world stay so for the other scenarios of this JVM, which notice nothing of it.
 */
final class Faults {

    /** How long work stays with a process that does not answer any more. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private static final Map<String, String> QUICK = Map.of(
            "spirula.messaging.work.lease", LEASE.toSeconds() + "s",
            "spirula.messaging.work.heartbeat", "600ms",
            "spirula.messaging.outbox.poll-interval", "500ms",
            "spirula.messaging.outbox.send-timeout", "3s",
            "spirula.messaging.outbox.takeover-after", "6s",
            "spirula.messaging.topics.check-interval", "2s",
            "spirula.messaging.inbox.max-retry-interval", "1s",
            "spirula.clusters.site-a.operation-timeout", "10s",
            "spirula.clusters.site-b.operation-timeout", "10s");

    private static final Map<Sandbox, Faults> EQUIPPED = new HashMap<>();

    private final World world;
    private final Path directory;

    private Faults(World world) {
        this.world = world;
        this.directory = world.sandbox().settings().directory().resolve("faults");
    }

    static synchronized Faults in(World world) {
        Faults made = EQUIPPED.get(world.sandbox());
        if (made == null) {
            made = new Faults(world);
            made.equip();
            EQUIPPED.put(world.sandbox(), made);
        }
        return made;
    }

    static void start(ServiceProcess process) {
        process.start(QUICK);
    }

    /** Starts another instance of a service that can be stopped like the first. */
    void startEquipped(ServiceProcess another) {
        another.addJvmFlags(flags(another.name()));
        start(another);
    }

    /** The next process that comes to this step stops there, once. */
    Stop arm(Step step) {
        try {
            StopFile.of(step.text(), step.passes())
                    .write(directory.resolve(step.hook().id() + ".armed"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Stop(step);
    }

    /** A stop at a step; closing it lets whoever stands there go on. */
    final class Stop implements AutoCloseable {

        private final Step step;

        private Stop(Step step) {
            this.step = step;
        }

        Step step() {
            return step;
        }

        /** Waits until a process stands there, and returns its id. */
        long awaitReached() {
            return await("%s is reached; hooked: %s".formatted(step, Files.exists(file(".hooked"))))
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(this::holder, Optional::isPresent)
                    .orElseThrow();
        }

        private Optional<Long> holder() {
            assertThat(file(".missing"))
                    .as("hooks that a service does not have")
                    .doesNotExist();
            String prefix = step.hook().id() + ".reached-";
            return files().map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> Long.parseLong(name.substring(prefix.length())))
                    .findFirst();
        }

        private Path file(String suffix) {
            return directory.resolve(step.hook().id() + suffix);
        }

        /** Disarms it, too. */
        void release() {
            files().filter(file ->
                            file.getFileName().toString().startsWith(step.hook().id()))
                    .filter(file -> file.toString().contains(".reached-")
                            || file.toString().endsWith(".armed"))
                    .forEach(Faults::delete);
        }

        @Override
        public void close() {
            release();
        }
    }

    private Stream<Path> files() {
        try (var files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void equip() {
        try {
            Files.createDirectories(directory);
            AgentJar.write(directory.resolve("agent.jar"));
            Files.write(
                    directory.resolve("hooks"),
                    Stream.concat(Arrays.stream(Step.values()).map(Step::hook), Stream.of(HeldTopic.HOOK))
                            .map(Hook::id)
                            .distinct()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture.allOf(Arrays.stream(ServiceKind.values())
                        .map(kind -> world.sandbox().service(kind))
                        .map(service -> CompletableFuture.runAsync(() -> restart(service)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void restart(ServiceProcess service) {
        service.stop();
        service.addJvmFlags(flags(service.name()));
        start(service);
    }

    private List<String> flags(String name) {
        Path temporary = temporaryFiles(name);
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                "-javaagent:" + directory.resolve("agent.jar") + "=" + directory, "-Djava.io.tmpdir=" + temporary);
    }

    /** Where the agents look for what is asked of them. */
    Path directory() {
        return directory;
    }

    /** Where a service keeps its temporary files. */
    Path temporaryFiles(String service) {
        return directory.resolve("tmp").resolve(service);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
