package io.spirula.cli.session;

import io.spirula.cli.api.Deadlines;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Where a command runs.
 *
 * @param environment variables
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param charset what the terminal shows
 * @param outIsTerminal whether somebody looks at standard output
 * @param errIsTerminal whether somebody looks at standard error
 * @param clock tells ages
 * @param pace waits
 * @param deadlines how long the server is waited for
 * @param onInterrupt takes what to tell somebody who stops the command now
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream in,
        OutputStream out,
        OutputStream err,
        Charset charset,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Clock clock,
        Pace pace,
        Deadlines deadlines,
        Consumer<String> onInterrupt) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
