package io.spirula.sandbox;

import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** The command {@code bin/sandbox}. */
public final class SandboxMain {
    private static final String USAGE = """
            usage: bin/sandbox up [--without-services] | down | status | env

              up      starts what does not run yet and returns when all of it is ready
              down    ends all of it and removes its files
              status  shows every part; exit 1 unless all run
              env     prints shell exports: eval "$(bin/sandbox env)"

            Environment (default):
              SPIRULA_SANDBOX_DIR              all files (${XDG_STATE_HOME:-~/.local/state}/spirula-sandbox)
              SPIRULA_SANDBOX_API_PORT         API and console (8080)
              SPIRULA_SANDBOX_MANAGEMENT_PORT  first of four: the services' management (8081)
              SPIRULA_SANDBOX_KAFKA_PORT       first of two: Kafka (19092)
              SPIRULA_SANDBOX_POSTGRES_PORT    PostgreSQL (15432)
              SPIRULA_SANDBOX_SITE_A_PORT      first of 32: cluster site-a (7100)
              SPIRULA_SANDBOX_SITE_B_PORT      first of 32: cluster site-b (7200)
            """;

    private SandboxMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            var settings = SandboxSettings.current(System.getenv());
            var sandbox = new Sandbox(settings, Lifetime.DETACHED, out::println);
            return switch (String.join(" ", arguments)) {
                case "up" -> {
                    DirectoryLock.exclusively(settings.directory(), sandbox::up);
                    out.println(
                            "API and console: " + sandbox.apiUrl() + "  (eval \"$(bin/sandbox env)\" sets the token)");
                    yield 0;
                }
                case "up --without-services" -> {
                    DirectoryLock.exclusively(settings.directory(), sandbox::upWithoutServices);
                    yield 0;
                }
                case "down" -> {
                    if (Files.exists(settings.directory())) {
                        DirectoryLock.exclusively(settings.directory(), sandbox::down);
                    }
                    yield 0;
                }
                case "status" -> status(sandbox, out);
                case "env" -> env(sandbox, out);
                case "help", "--help", "-h" -> {
                    out.print(USAGE);
                    yield 0;
                }
                default -> {
                    err.print(USAGE);
                    yield 2;
                }
            };
        } catch (SandboxException e) {
            err.println("sandbox: " + e.getMessage());
            return 1;
        }
    }

    private static int status(Sandbox sandbox, PrintStream out) {
        var complete = true;
        out.printf("%-18s %-8s %8s  %-16s %7s%n", "PART", "STATE", "PID", "ADDRESS", "MEMORY");
        for (var part : sandbox.components()) {
            complete &= part.isRunning();
            out.printf(
                    Locale.ROOT,
                    "%-18s %-8s %8s  %-16s %7s%n",
                    part.name(),
                    part.isRunning() ? "running" : "stopped",
                    part.daemon().map(d -> Long.toString(d.pid())).orElse("-"),
                    part.address(),
                    part.daemon().map(d -> (d.residentBytes() >> 20) + " MB").orElse("-"));
        }
        return complete ? 0 : 1;
    }

    private static int env(Sandbox sandbox, PrintStream out) {
        if (!SandboxSettings.isSandbox(sandbox.settings().directory())) {
            throw new SandboxException(
                    "no sandbox in " + sandbox.settings().directory() + "; start one: bin/sandbox up");
        }
        sandbox.exports()
                .forEach((name, value) -> out.println("export " + name + "='" + value.replace("'", "'\\''") + "'"));
        return 0;
    }
}
