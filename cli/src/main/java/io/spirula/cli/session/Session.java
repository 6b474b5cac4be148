package io.spirula.cli.session;

import io.spirula.cli.api.Server;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.exit.ExitCode;
import io.spirula.cli.output.Console;
import io.spirula.cli.output.Documents;
import io.spirula.cli.output.Moments;
import io.spirula.cli.output.OutputFormat;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One invocation of the command, after its options were read. Not for use by many threads. */
public final class Session {

    static final String DEFAULT_SERVER = "http://127.0.0.1:8080";
    private static final int DEFAULT_WIDTH = 100;

    private final Surroundings surroundings;
    private final GlobalOptions options;
    private final Console console;
    private @Nullable Server server;

    public Session(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = surroundings;
        this.options = options;
        boolean colours = surroundings.outIsTerminal()
                && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(surroundings.environment().get("TERM"));
        this.console = new Console(
                surroundings.out(),
                surroundings.err(),
                surroundings.charset(),
                width(surroundings.environment()),
                surroundings.outIsTerminal(),
                colours,
                surroundings.errIsTerminal());
    }

    public Console console() {
        return console;
    }

    public Moments moments() {
        return new Moments(surroundings.clock());
    }

    public Instant now() {
        return surroundings.clock().instant();
    }

    public OutputFormat format() {
        return options.format();
    }

    /** How long {@code --wait} waits; empty for until the end. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(options.timeout());
    }

    public InputStream in() {
        return surroundings.in();
    }

    /** Whether standard output can be drawn again. */
    public boolean outIsTerminal() {
        return surroundings.outIsTerminal();
    }

    /**
     * The named server.
     *
     * @throws CommandFailedException when its address or the token is unusable
     */
    public Server server() {
        if (server == null) {
            server = new ServerAddress(surroundings.environment(), options).connect(console, surroundings.deadlines());
        }
        return server;
    }

    /** Prints a result as the person wants it. */
    public void show(JsonNode result, Runnable asTable) {
        if (options.format() == OutputFormat.TABLE) {
            asTable.run();
        } else {
            show(result);
        }
    }

    /** Prints a result as a document, for programs. */
    public void show(JsonNode result) {
        boolean yaml = options.format() == OutputFormat.YAML;
        console.document(yaml ? Documents.yaml(result) : Documents.json(result));
    }

    /** What somebody who stops the command from now on should know. */
    public void onInterruptTell(String note) {
        surroundings.onInterrupt().accept(console.fit(note, Integer.MAX_VALUE));
    }

    public void pause(Duration duration) {
        try {
            surroundings.pace().pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException(ExitCode.INTERRUPTED, "Interrupted");
        }
    }

    private static int width(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }
}
