package io.spirula.sandbox.demo;

import io.spirula.sandbox.DirectoryLock;
import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.SandboxException;
import io.spirula.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code bin/demo}: exit 0 when all checksums agreed, 1 when not or when something failed. */
public final class DemoMain {
    private static volatile boolean ending;
    private static @Nullable DirectoryLock owned;

    private DemoMain() {}

    public static void main(String[] arguments) {
        var options = List.of(arguments);
        if (!options.isEmpty() && !options.equals(List.of("--once"))) {
            System.err.println("usage: bin/demo [--once]    --once ends after the first proven restore");
            System.exit(2);
        }
        System.exit(run(options.contains("--once")) ? 0 : 1);
    }

    private static boolean run(boolean once) {
        var usual = SandboxSettings.fromEnvironment(System.getenv());
        var settings = usual.in(usual.directory().resolveSibling("spirula-demo"));
        try {
            LoopbackPorts.requireFree(settings.siteAPort(), "site-a");
            LoopbackPorts.requireFree(settings.apiPort(), "the API");
            var sandbox = new Sandbox(settings, Lifetime.WITH_JVM, line -> System.out.println("  " + line));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sandbox), "demo-end"));
            own(settings.directory());
            // a demo that was killed could not remove its files
            sandbox.down();
            up(sandbox);
            return new Demo(World.of(sandbox), System.out).run(once);
        } catch (RuntimeException e) {
            if (ending) {
                // Ctrl-C takes the world away under our feet
                return false;
            }
            if (e instanceof SandboxException) {
                System.err.println("demo: " + e.getMessage());
                return false;
            }
            throw e;
        }
    }

    private static void up(Sandbox sandbox) {
        System.out.println("Two Ceph clusters, Kafka, PostgreSQL and four services, all in "
                + sandbox.settings().directory() + " and all thrown away at the end:");
        var begun = System.nanoTime();
        sandbox.up();
        System.out.println("  all of it after "
                + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s");
    }

    private static synchronized void own(Path directory) {
        if (ending) {
            throw new SandboxException("the demo was ended before it began");
        }
        owned = DirectoryLock.tryTake(directory)
                .orElseThrow(() -> new SandboxException("another demo runs in " + directory
                        + "; end it first, or set SPIRULA_SANDBOX_DIR to a path in another directory"));
    }

    private static synchronized void end(Sandbox sandbox) {
        ending = true;
        if (owned == null) {
            return;
        }
        System.out.println("Stopping everything and removing its files.");
        try (var lock = owned) {
            sandbox.close();
        }
    }
}
