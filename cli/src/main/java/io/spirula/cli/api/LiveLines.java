package io.spirula.cli.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Lines as they come. A stream on which nothing comes, not even a heartbeat, is broken off. Not for use by many threads. */
public final class LiveLines implements AutoCloseable {

    private final InputStream stream;
    private final BufferedReader reader;
    private final Duration silence;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "silence");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean brokenOff;

    LiveLines(InputStream stream, Duration silence) {
        this.stream = stream;
        this.reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.silence = silence;
    }

    /**
     * Waits for a line; empty when the server ended the stream.
     *
     * @throws HttpTimeoutException when nothing came for too long
     * @throws IOException when the connection broke
     */
    public Optional<String> next() throws IOException {
        Future<?> watch = watchdog.schedule(this::breakOff, silence.toMillis(), TimeUnit.MILLISECONDS);
        String line = null;
        try {
            line = reader.readLine();
        } catch (IOException e) {
            if (!brokenOff) {
                throw e;
            }
        } finally {
            watch.cancel(false);
        }
        if (brokenOff) {
            throw new HttpTimeoutException("Nothing came for " + silence.toSeconds() + " s, not even a heartbeat");
        }
        return Optional.ofNullable(line);
    }

    @Override
    public void close() throws IOException {
        watchdog.shutdownNow();
        stream.close();
    }

    private void breakOff() {
        brokenOff = true;
        try {
            stream.close();
        } catch (IOException e) {
            // it is given up either way; whoever waits for a line is told that nothing came
            watchdog.shutdown();
        }
    }
}
