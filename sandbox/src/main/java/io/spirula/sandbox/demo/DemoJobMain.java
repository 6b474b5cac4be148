package io.spirula.sandbox.demo;

import io.spirula.sandbox.CephTools;
import io.spirula.sandbox.SandboxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The demo in a world that somebody else started, for a container: exit 0 when all checksums agreed, 1 when not or when
 * something failed.
 */
public final class DemoJobMain {
    private static final String USAGE = """
            usage: DemoJobMain URL TOKEN-FILE KEYS [--once]

              URL         the API
              TOKEN-FILE  holds an administrator's token
              KEYS        holds site-a.conf, site-b.conf and the keyrings of their administrators
              --once      end after the first proven restore
            """;

    private DemoJobMain() {}

    public static void main(String[] arguments) throws IOException {
        var options = List.of(arguments);
        var once = options.size() == 4 && options.get(3).equals("--once");
        if (options.size() != 3 && !once) {
            System.err.print(USAGE);
            System.exit(2);
        }
        System.exit(run(options.get(0), Path.of(options.get(1)), Path.of(options.get(2)), once) ? 0 : 1);
    }

    private static boolean run(String url, Path tokenFile, Path keys, boolean once) throws IOException {
        var world = new World(
                administrator(keys, "site-a"),
                administrator(keys, "site-b"),
                url,
                Files.readString(tokenFile).strip(),
                Path.of("/usr/local/bin/spirula"),
                "In another terminal: docker compose run --rm spirula status --watch",
                Files.createTempDirectory("demo"));
        try {
            return new Demo(world, System.out).run(once);
        } catch (SandboxException e) {
            System.err.println("demo: " + e.getMessage());
            return false;
        }
    }

    private static CephTools administrator(Path keys, String cluster) {
        return new CephTools(keys.resolve(cluster + ".conf"), keys.resolve(cluster + ".client.admin.keyring"));
    }
}
