package io.spirula.cli.session;

import io.spirula.cli.output.OutputFormat;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command. */
public final class GlobalOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Address of the server; else SPIRULA_URL, else " + Session.DEFAULT_SERVER + ".")
    private @Nullable String server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "File that holds the token; else it is taken from SPIRULA_TOKEN.")
    private @Nullable Path tokenFile;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            scope = ScopeType.INHERIT,
            description = "table, json or yaml; default: table. Programs should read json: its field names stay.")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            scope = ScopeType.INHERIT,
            description = "With --wait: wait no longer than this, for example 90s, 10m or 2h, and exit with 7;"
                    + " default: until it ends.")
    private @Nullable Duration timeout;

    @Nullable
    String server() {
        return server;
    }

    @Nullable
    Path tokenFile() {
        return tokenFile;
    }

    OutputFormat format() {
        return format;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }
}
