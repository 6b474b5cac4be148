package io.spirula.sandbox.demo;

import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.LoopbackPorts;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.SandboxException;
import io.spirula.sandbox.SandboxSettings;
import java.util.List;

/** The command {@code bin/demo}: exit 0 when all checksums agreed, 1 when not or when something failed. */
public final class DemoMain {
    private static volatile boolean ending;

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
            // a demo that was killed could not remove its files
            sandbox.down();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sandbox), "demo-end"));
            return new Demo(sandbox, System.out).run(once);
        } catch (SandboxException e) {
            if (ending) {
                // Ctrl-C takes the world away under our feet
                return false;
            }
            System.err.println("demo: " + e.getMessage());
            return false;
        }
    }

    private static void end(Sandbox sandbox) {
        ending = true;
        System.out.println("Stopping everything and removing its files.");
        sandbox.down();
    }
}
