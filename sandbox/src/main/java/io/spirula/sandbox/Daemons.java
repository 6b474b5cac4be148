package io.spirula.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The programs of one sandbox directory, each with a record of its process in {@code pids/} and its output in
 * {@code logs/}. Any later JVM finds them again by these records.
 */
public final class Daemons {
    /** PR_SET_PDEATHSIG fires when the starting thread ends, so the thread that starts daemons lives as long as we. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "sandbox-starter");
        thread.setDaemon(true);
        return thread;
    });

    /** The program begins only once its record is written, so that none can ever run without one. */
    private static final List<String> AFTER_RECORD =
            List.of("/bin/sh", "-c", "read go && exec \"$@\" </dev/null", "sh");

    private static final String SUFFIX = ".pid";

    private final Path pids;
    private final Path logs;
    private final Lifetime lifetime;
    private boolean closing;

    public Daemons(Path directory, Lifetime lifetime) {
        this.pids = directory.resolve("pids");
        this.logs = directory.resolve("logs");
        this.lifetime = lifetime;
    }

    public Lifetime lifetime() {
        return lifetime;
    }

    /** The daemon of this name if it runs now. */
    public Optional<Daemon> find(String name) {
        return ProcessRecord.readFrom(recordFile(name))
                .filter(ProcessRecord::isAlive)
                .map(process -> daemon(name, process));
    }

    /** All that run now, the latest started first. */
    public List<Daemon> running() {
        if (!Files.isDirectory(pids)) {
            return List.of();
        }
        try (var files = Files.list(pids)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .flatMap(file -> find(file.substring(0, file.length() - SUFFIX.length())).stream())
                    .sorted(Comparator.comparingLong(Daemon::startTicks).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nothing is started any more, here; what runs goes on. */
    public synchronized void refuseStarts() {
        closing = true;
    }

    /** Stops all that run, the latest started first. */
    public void stopAll() {
        running().forEach(Daemon::stop);
    }

    /** Ends all that run at once, because their files will be removed. */
    public void discardAll() {
        var running = running();
        running.forEach(Daemon::discard);
        running.forEach(Daemon::awaitDiscarded);
    }

    /** The running daemon of this name, or a new one. */
    Daemon findOrStart(String name, Spec spec) {
        return find(name).orElseGet(() -> start(name, spec));
    }

    private synchronized Daemon start(String name, Spec spec) {
        if (closing) {
            throw new SandboxException(name + " is not started any more: the sandbox is being ended");
        }
        try {
            Files.createDirectories(pids);
            Files.createDirectories(logs);
            var log = logs.resolve(name + ".log");
            if (Files.exists(log)) {
                Files.move(log, logs.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            var builder =
                    new ProcessBuilder(wrapped(spec)).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(spec.environment());
            // no interrupt ends this: it takes a moment, and nothing may run that nobody waited for
            var process = CompletableFuture.supplyAsync(() -> launch(name, spec, builder), STARTER)
                    .join();
            return daemon(name, process);
        } catch (IOException e) {
            throw new SandboxException("cannot start " + name, e);
        } catch (CompletionException e) {
            throw new SandboxException("cannot start " + name + ": " + e.getCause(), e);
        }
    }

    private ProcessRecord launch(String name, Spec spec, ProcessBuilder builder) {
        try {
            var child = builder.start();
            var record = ProcessRecord.of(child.pid(), spec.stopSignal(), spec.discardSignal());
            record.writeTo(recordFile(name));
            try (var go = child.getOutputStream()) {
                go.write('\n');
            }
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session of its own, so that Ctrl-C in a terminal reaches us alone and daemons end in order. */
    private List<String> wrapped(Spec spec) {
        var argv = new ArrayList<String>(List.of("setsid", "setpriv"));
        if (lifetime == Lifetime.WITH_JVM) {
            argv.add("--pdeathsig=" + spec.discardSignal());
        }
        argv.addAll(spec.privileges());
        argv.add("--");
        argv.addAll(AFTER_RECORD);
        argv.addAll(spec.argv());
        return argv;
    }

    private Daemon daemon(String name, ProcessRecord process) {
        return new Daemon(name, process, recordFile(name), logs.resolve(name + ".log"));
    }

    private Path recordFile(String name) {
        return pids.resolve(name + SUFFIX);
    }

    /**
     * How to run a program in the foreground.
     *
     * @param privileges options for setpriv(1), empty to run as the current user
     * @param stopSignal what asks it to end
     * @param discardSignal what ends it when its data will be thrown away, also when the JVM that owns it has died
     */
    record Spec(
            List<String> argv,
            Map<String, String> environment,
            List<String> privileges,
            Signal stopSignal,
            Signal discardSignal) {

        static Spec of(List<String> argv, Signal stopSignal) {
            return new Spec(argv, Map.of(), List.of(), stopSignal, Signal.KILL);
        }

        Spec withEnvironment(Map<String, String> variables) {
            return new Spec(argv, variables, privileges, stopSignal, discardSignal);
        }

        Spec withPrivileges(List<String> options) {
            return new Spec(argv, environment, options, stopSignal, discardSignal);
        }

        Spec withDiscardSignal(Signal signal) {
            return new Spec(argv, environment, privileges, stopSignal, signal);
        }
    }
}
