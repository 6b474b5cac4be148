package io.spirula.bench.world;

import io.spirula.sandbox.CephTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are measured: started as they are, ended with us. */
public final class Programs {

    private static final Duration LIMIT = Duration.ofHours(1);

    private Programs() {}

    /** The argument list of {@code rbd} as a cluster's administrator. */
    public static List<String> rbd(CephTools tools, String... arguments) {
        var argv = new ArrayList<>(List.of(
                "rbd",
                "-c",
                tools.conf().toString(),
                "--name",
                "client.admin",
                "--keyring",
                tools.keyring().toString()));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** A process that the kernel kills when the thread that starts it has ended. */
    public static ProcessBuilder dyingWithUs(List<String> argv) {
        var wrapped = new ArrayList<>(List.of("setpriv", "--pdeathsig=KILL", "--"));
        wrapped.addAll(argv);
        return new ProcessBuilder(wrapped);
    }

    /**
     * Runs one to its end.
     *
     * @throws BenchException with its own words if it did not exit with 0
     */
    public static void run(String... argv) {
        try {
            var said = Files.createTempFile("bench-", ".err");
            var builder = complainingTo(said, List.of(argv))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
            new Running(List.of(builder.start()), String.join(" ", argv), said).await();
        } catch (IOException e) {
            throw new BenchException("cannot start " + argv[0], e);
        }
    }

    /** Starts one program whose output is another one's input. */
    public static Running pipe(List<String> from, List<String> to) {
        try {
            var said = Files.createTempFile("bench-", ".err");
            var builders = List.of(complainingTo(said, from), complainingTo(said, to));
            builders.get(0).redirectInput(Path.of("/dev/null").toFile());
            builders.get(1).redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
            return new Running(ProcessBuilder.startPipeline(builders), from + " | " + to, said);
        } catch (IOException e) {
            throw new BenchException("cannot start " + from.get(0), e);
        }
    }

    private static ProcessBuilder complainingTo(Path file, List<String> argv) {
        return dyingWithUs(argv).redirectError(ProcessBuilder.Redirect.appendTo(file.toFile()));
    }

    /** Programs that run, connected with each other. */
    public record Running(List<Process> processes, String what, Path said) {

        /**
         * Waits for all of them.
         *
         * @throws BenchException with their own words if one did not exit with 0
         */
        public void await() {
            var deadline = System.nanoTime() + LIMIT.toNanos();
            try {
                for (var process : processes) {
                    if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        throw new BenchException(what + " did not end within " + LIMIT);
                    }
                }
                for (var process : processes) {
                    if (process.exitValue() != 0) {
                        throw new BenchException(what + ": exit " + process.exitValue() + ": "
                                + Files.readString(said).strip());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("interrupted");
            } catch (IOException e) {
                throw new BenchException("cannot read what " + what + " said", e);
            } finally {
                processes.forEach(Process::destroyForcibly);
                processes.forEach(process -> process.onExit().join());
                said.toFile().delete();
            }
        }
    }
}
