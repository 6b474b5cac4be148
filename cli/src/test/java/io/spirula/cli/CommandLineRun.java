package io.spirula.cli;

import io.spirula.cli.api.Deadlines;
import io.spirula.cli.session.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command in this process, at 20:15 of a fixed day. Waiting moves the clock and nothing else. */
final class CommandLineRun {

    static final Instant NOW = Instant.parse("2026-11-22T20:15:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> interruptNotes = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private Charset charset = StandardCharsets.UTF_8;
    private boolean outIsTerminal;
    private boolean errIsTerminal;
    private int pausesUntilInterrupt = Integer.MAX_VALUE;
    private Deadlines deadlines = Deadlines.USUAL;
    private Instant now = NOW;

    static CommandLineRun against(ApiServer server) {
        CommandLineRun run = new CommandLineRun();
        run.environment.put("SPIRULA_URL", server.url());
        run.environment.put("SPIRULA_TOKEN", "secret-token");
        return run;
    }

    CommandLineRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** On a terminal that is so wide and shows no colours. */
    CommandLineRun width(int columns) {
        return onTerminal().with("NO_COLOR", "1").with("COLUMNS", Integer.toString(columns));
    }

    CommandLineRun input(String text) {
        input = text;
        return this;
    }

    CommandLineRun charset(Charset other) {
        charset = other;
        return this;
    }

    CommandLineRun onTerminal() {
        outIsTerminal = true;
        errIsTerminal = true;
        return this;
    }

    CommandLineRun deadlines(Deadlines others) {
        deadlines = others;
        return this;
    }

    /** As Ctrl-C would, at this pause. */
    CommandLineRun interruptedAtPause(int number) {
        pausesUntilInterrupt = number;
        return this;
    }

    int run(String... args) {
        return Spirula.run(
                new Surroundings(
                        environment,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        err,
                        charset,
                        outIsTerminal,
                        errIsTerminal,
                        clock(),
                        this::pause,
                        deadlines,
                        interruptNotes::add),
                args);
    }

    String out() {
        return out.toString(charset);
    }

    byte[] rawOut() {
        return out.toByteArray();
    }

    String err() {
        return err.toString(charset);
    }

    List<String> interruptNotes() {
        return interruptNotes;
    }

    private void pause(Duration duration) throws InterruptedException {
        pausesUntilInterrupt--;
        if (pausesUntilInterrupt <= 0) {
            throw new InterruptedException();
        }
        now = now.plus(duration);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
