package io.spirula.sandbox;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One running (or ended) program of a sandbox. Safe to use from several threads. */
public final class Daemon {
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int TAIL_BYTES = 4000;

    private final String name;
    private final ProcessRecord process;
    private final Path recordFile;
    private final Path log;

    Daemon(String name, ProcessRecord process, Path recordFile, Path log) {
        this.name = name;
        this.process = process;
        this.recordFile = recordFile;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** What the program wrote to its standard output and error since its last start. */
    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    CompletableFuture<?> whenEnded() {
        return ProcessHandle.of(pid())
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Resident memory in bytes, 0 when it is not running. */
    public long residentBytes() {
        return isAlive() ? process.residentBytes() : 0;
    }

    long startTicks() {
        return process.startTicks();
    }

    /** Sends a signal, unless the program has ended. */
    public void signal(Signal signal) {
        if (isAlive()) {
            signal.send(pid());
        }
    }

    /** Freezes the program (SIGSTOP) and returns when it stands still: it keeps its connections but answers nobody. */
    public void pause() {
        signal(Signal.STOP);
        Await.until(name + " to stand still", GRACE, () -> !isAlive() || process.isStopped());
    }

    public void resume() {
        signal(Signal.CONT);
    }

    /** Kills the program (SIGKILL) and returns when it is gone; its files stay. */
    public void kill() {
        signal(Signal.KILL);
        Await.until(name + " to be gone after SIGKILL", GRACE, () -> !isAlive());
        forget();
    }

    /** Asks the program to end, kills it when it does not within 15 s, and returns when it is gone. */
    public void stop() {
        signal(process.stopSignal());
        signal(Signal.CONT);
        if (!Await.holdsWithin(GRACE, () -> !isAlive())) {
            kill();
        }
        forget();
    }

    void discard() {
        signal(process.discardSignal());
        signal(Signal.CONT);
    }

    void awaitDiscarded() {
        if (Await.holdsWithin(GRACE, () -> !isAlive())) {
            forget();
        } else {
            kill();
        }
    }

    /** The last lines of the log, for error messages. */
    public String logTail() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var length = (int) Math.min(TAIL_BYTES, file.length());
            var bytes = new byte[length];
            file.seek(file.length() - length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(cannot read " + log + ": " + e.getMessage() + ")";
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(recordFile);
        } catch (IOException e) {
            throw new SandboxException("cannot remove " + recordFile, e);
        }
    }

    @Override
    public String toString() {
        return name + " (process " + pid() + ")";
    }
}
