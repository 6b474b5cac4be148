package io.spirula.bench.tool;

import io.spirula.bench.world.BenchException;
import io.spirula.bench.world.Poll;
import io.spirula.bench.world.Programs;
import io.spirula.bench.world.Sites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's {@code rbd-mirror} at the target, which copies what is mirrored in pool {@code mirrored} of the source. It finds
 * its cluster by name only, in /etc/ceph or in its working directory: there it has a configuration of its own, so that
 * nothing is left on the machine.
 */
public final class MirrorDaemon implements AutoCloseable {

    /** Of both clusters: what is in {@code rbd} stays out of its sight. */
    public static final String POOL = "mirrored";

    private static final String USER = "client.rbd-mirror.bench";

    private final Process process;
    private final Path log;

    private MirrorDaemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "rbd-mirror")));
    }

    /** Pairs the two pools with each other, too. */
    public static MirrorDaemon start(Sites sites) {
        sites.source().createPool(POOL);
        sites.target().createPool(POOL);
        sites.sourceTools().rbd("mirror", "pool", "enable", POOL, "image");
        sites.targetTools().rbd("mirror", "pool", "enable", POOL, "image");
        var token =
                sites.sourceTools().rbd("mirror", "pool", "peer", "bootstrap", "create", "--site-name", "site-a", POOL);
        sites.target().authorize(USER, "mon", "profile rbd-mirror", "osd", "profile rbd");
        var directory = sites.target().conf().resolveSibling("rbd-mirror");
        try {
            Files.createDirectories(directory);
            Files.copy(sites.target().conf(), directory.resolve("site-b.conf"));
            var tokenFile = Files.writeString(directory.resolve("token"), token);
            // the source has to know its peer, or snapshots for it are not kept
            sites.targetTools()
                    .rbd(
                            "mirror",
                            "pool",
                            "peer",
                            "bootstrap",
                            "import",
                            "--site-name",
                            "site-b",
                            "--direction",
                            "rx-tx",
                            POOL,
                            tokenFile.toString());
            var log = directory.resolve("log");
            var process = Programs.dyingWithUs(List.of(
                            "rbd-mirror",
                            "--cluster",
                            "site-b",
                            "--name",
                            USER,
                            "--foreground",
                            "--admin-socket=",
                            "--log-file=" + log))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out").toFile())
                    .start();
            return new MirrorDaemon(process, log);
        } catch (IOException e) {
            throw new BenchException("cannot start rbd-mirror (bin/bench installs it)", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /**
     * @throws BenchException if it has ended
     */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchException("rbd-mirror has ended with " + process.exitValue() + ", see " + log);
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!Poll.holdsWithin(Duration.ofSeconds(15), Duration.ofMillis(20), () -> !process.isAlive())) {
            process.destroyForcibly();
        }
        process.onExit().join();
    }
}
