package io.spirula.sandbox.demo;

import io.spirula.sandbox.SandboxException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Protects an image of site-a to site-b every 10 seconds while a guest keeps writing to it, restores one of the points,
 * and compares what stock {@code rbd export} reads from source, replica and restored image.
 */
final class Demo {
    private static final String IMAGE = "site-a/rbd/" + Guest.IMAGE;
    private static final String RESTORED = Guest.IMAGE + "-restored";
    private static final int POINTS_BEFORE_RESTORE = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final String POLICY = """
            apiVersion: spirula/v1
            kind: Policy
            metadata: { name: demo, tenant: default }
            spec:
              source: { cluster: site-a, pools: [rbd], images: ["vm-*"] }
              schedule: { every: 10s }
              targets:
                - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 30 } }
              sourceRetention: { last: 6 }     # so that the comparison still finds the source's snapshot
              objectives: { rpo: 30s }
            """;

    private final World world;
    private final PrintStream out;

    /**
     * @param world runs already
     */
    Demo(World world, PrintStream out) {
        this.world = world;
        this.out = out;
    }

    /** True when the three checksums agreed. Without {@code once} it goes on until the program is ended. */
    boolean run(boolean once) {
        try (var guest = new Guest(world.siteA())) {
            guest.start();
            var points = new Points(new Api(world), IMAGE, out);
            points.awaitImage(PATIENCE);
            out.println();
            out.println("A guest now writes 2 MiB a second to " + IMAGE + ". This policy protects it:");
            out.println();
            out.println(POLICY.indent(4).stripTrailing());
            spirula("apply", "-f", policyFile().toString());
            out.println();
            var agreed = restoreAndCompare(points.awaitComplete(POINTS_BEFORE_RESTORE, PATIENCE));
            if (!once) {
                out.println();
                out.println("Points go on arriving until Ctrl-C. " + world.invitation());
                points.showForEver(guest);
            }
            return agreed;
        }
    }

    private boolean restoreAndCompare(Point point) {
        removeEarlierRestore();
        var ofSource = world.siteA().sha256("rbd/" + Guest.IMAGE + "@" + point.snapshot());
        spirula("restore", IMAGE, "--point", point.id(), "--to", "site-b/rbd/" + RESTORED, "--wait");
        var ofReplica = world.siteB().sha256(point.replica() + "@" + point.snapshot());
        var ofRestored = world.siteB().sha256("rbd/" + RESTORED);
        out.println();
        out.println("SHA-256 by stock rbd export:");
        out.println("  " + ofSource + "  source    site-a rbd/" + Guest.IMAGE + "@" + point.snapshot());
        out.println("  " + ofReplica + "  replica   site-b " + point.replica() + "@" + point.snapshot());
        out.println("  " + ofRestored + "  restored  site-b rbd/" + RESTORED);
        var agreed = ofSource.equals(ofReplica) && ofSource.equals(ofRestored);
        out.println(agreed ? "All three agree." : "THEY DIFFER: the restored bytes are not the source's.");
        return agreed;
    }

    /** Of an earlier demo in this world; a restore refuses to touch an existing image. */
    private void removeEarlierRestore() {
        if (world.siteB().rbd("ls", "rbd").lines().anyMatch(RESTORED::equals)) {
            world.siteB().rbd("rm", "--no-progress", "rbd/" + RESTORED);
        }
    }

    private Path policyFile() {
        try {
            return Files.writeString(world.files().resolve("demo-policy.yaml"), POLICY);
        } catch (IOException e) {
            throw new SandboxException("cannot write the policy's file", e);
        }
    }

    /** Runs the command-line client as a user would, and shows it. */
    private void spirula(String... arguments) {
        out.println();
        out.println("$ spirula " + String.join(" ", arguments));
        new CommandLineClient(world).run(arguments);
    }
}
