package io.spirula.bench.measure;

import io.spirula.bench.world.BenchException;
import io.spirula.bench.world.Programs;
import io.spirula.bench.world.Sites;
import io.spirula.sandbox.CephSandboxCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the processes did during a piece of work: of each JVM a flight recording (settings {@code profile}), of both OSDs
 * what they counted meanwhile. To record takes processor time, which the figures of the same work have in them.
 */
public final class Profiles {

    private static final String RECORDING = "name=bench";

    private final @Nullable Path directory;

    private Profiles(@Nullable Path directory) {
        this.directory = directory;
    }

    /** Takes none. */
    public static Profiles none() {
        return new Profiles(null);
    }

    /**
     * @param directory for the files; made when the first ones are taken
     */
    public static Profiles in(Path directory) {
        return new Profiles(directory);
    }

    /**
     * Does the work of a turn, by which its files are named.
     *
     * @param pair from 0 on
     * @param pids processes that do it, JVMs or not
     */
    public void around(String row, String contender, int pair, Sites sites, List<Long> pids, Runnable action) {
        if (directory == null) {
            action.run();
            return;
        }
        var work = row + "-" + contender + "-" + (pair + 1);
        var files = made(directory);
        var jvms = pids.stream().filter(Profiles::isJvm).toList();
        List<Long> recorded = new ArrayList<>();
        try {
            for (var cluster : List.of(sites.source(), sites.target())) {
                OsdFigures.reset(sites.osdSocket(cluster));
            }
            for (long jvm : jvms) {
                jcmd(jvm, "JFR.start", RECORDING, "settings=profile");
                recorded.add(jvm);
            }
            action.run();
            for (var cluster : List.of(sites.source(), sites.target())) {
                store(files, work, sites, cluster);
            }
        } catch (RuntimeException e) {
            stop(files, work, recorded).forEach(e::addSuppressed);
            throw e;
        }
        stop(files, work, recorded).stream().findFirst().ifPresent(e -> {
            throw e;
        });
    }

    /** All of them, whichever fails. */
    private static List<BenchException> stop(Path files, String work, List<Long> jvms) {
        List<BenchException> failures = new ArrayList<>();
        for (long jvm : jvms) {
            try {
                jcmd(jvm, "JFR.stop", RECORDING, "filename=" + files.resolve(work + "-" + jvm + ".jfr"));
            } catch (BenchException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory).toAbsolutePath();
        } catch (IOException e) {
            throw new BenchException("cannot make " + directory, e);
        }
    }

    private static boolean isJvm(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> Path.of(command).endsWith("java"))
                .isPresent();
    }

    private static void jcmd(long pid, String order, String... options) {
        Programs.run(Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                        .toString(),
                                Long.toString(pid),
                                order),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private static void store(Path files, String work, Sites sites, CephSandboxCluster cluster) {
        var file = files.resolve(work + "-" + cluster.name() + "-osd.json");
        try {
            Files.writeString(file, OsdFigures.dump(sites.osdSocket(cluster)));
        } catch (IOException e) {
            throw new BenchException("cannot write " + file, e);
        }
    }
}
