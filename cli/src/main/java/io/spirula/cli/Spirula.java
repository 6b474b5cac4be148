package io.spirula.cli;

import io.spirula.cli.api.Deadlines;
import io.spirula.cli.exit.CommandFailedException;
import io.spirula.cli.output.Console;
import io.spirula.cli.session.DurationConverter;
import io.spirula.cli.session.GlobalOptions;
import io.spirula.cli.session.Session;
import io.spirula.cli.session.Surroundings;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** The {@code spirula} command. */
public final class Spirula {

    private static final int LEAST_HELP_WIDTH = 60;

    private Spirula() {}

    public static void main(String[] args) {
        InterruptNote note = new InterruptNote();
        Runtime.getRuntime().addShutdownHook(new Thread(note));
        CountDownLatch never = new CountDownLatch(1);
        int exitCode = run(
                new Surroundings(
                        System.getenv(),
                        System.in,
                        System.out,
                        System.err,
                        Charset.forName(System.getProperty("native.encoding", "UTF-8")),
                        Boolean.getBoolean("spirula.out.terminal"),
                        Boolean.getBoolean("spirula.err.terminal"),
                        Clock.systemUTC(),
                        duration -> await(never, duration),
                        Deadlines.USUAL,
                        note::set),
                args);
        note.set("");
        System.exit(exitCode);
    }

    /** Runs one command and gives its exit code. */
    public static int run(Surroundings surroundings, String... args) {
        GlobalOptions options = new GlobalOptions();
        Session session = new Session(surroundings, options);
        CommandLine commandLine = new CommandLine(new SpirulaCommand(options), new CommandFactory(session))
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(Math.max(LEAST_HELP_WIDTH, session.console().width()))
                .setOut(writer(surroundings.out(), surroundings.charset()))
                .setErr(writer(surroundings.err(), surroundings.charset()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, session.console()));
        return commandLine.execute(args);
    }

    private static int tell(Exception failure, Console console) throws Exception {
        if (!(failure instanceof CommandFailedException expected)) {
            throw failure;
        }
        console.note("spirula: " + expected.getMessage());
        expected.details().forEach(detail -> console.note("  " + detail));
        return expected.exitCode().value();
    }

    private static PrintWriter writer(OutputStream stream, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(stream, charset), true);
    }

    private static void await(CountDownLatch latch, Duration duration) throws InterruptedException {
        boolean ended = latch.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        if (ended) {
            throw new IllegalStateException("Nobody counts this latch down");
        }
    }
}
