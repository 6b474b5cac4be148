package io.spirula.bench;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Profiles;
import io.spirula.bench.row.Row;
import io.spirula.bench.row.Rows;
import io.spirula.bench.row.Scale;
import io.spirula.sandbox.SourceTree;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** The command {@code bin/bench}: exit 0 when all rows were measured and all results right, 1 when not, 2 for bad usage. */
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] arguments) {
        System.exit(run(
                List.of(arguments),
                System.out,
                System.err,
                SourceTree.root().resolve("target/bench"),
                Clock.systemUTC()));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err, Path directory, Clock clock) {
        if (arguments.equals(List.of("--help"))) {
            out.print(BenchOptions.USAGE);
            return 0;
        }
        BenchOptions options;
        try {
            options = BenchOptions.parse(
                    arguments,
                    Rows.all(Scale.smallest()).stream().map(Row::name).collect(Collectors.toSet()));
        } catch (BenchOptions.UsageException e) {
            err.println("error: " + e.getMessage());
            err.print(BenchOptions.USAGE);
            return 2;
        }
        var report = new ReportFiles(directory, clock);
        var scale = new Scale(
                options.quick(),
                options.pairs(),
                options.contenders(),
                options.profile() ? Profiles.in(report.profiles()) : Profiles.none());
        var rows = Rows.all(scale).stream()
                .filter(row -> options.asksFor(row.name()))
                .toList();
        if (options.list()) {
            rows.forEach(row -> out.printf("%-16s %s%n", row.name(), row.title()));
            return 0;
        }
        return measure(rows, scale, out, new JsonReport(report, scale, Machine.here()));
    }

    /** What went wrong in another thread says more than that it did. */
    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static int measure(List<Row> rows, Scale scale, PrintStream out, JsonReport report) {
        var failed = 0;
        for (var row : rows) {
            var begun = System.nanoTime();
            out.println("measuring " + row.name());
            var figures = new Figures(line -> out.println("  " + line));
            try {
                row.measure(scale, figures);
            } catch (RuntimeException e) {
                figures.fail(cause(e).toString());
                e.printStackTrace(out);
            }
            failed += figures.failures().isEmpty() ? 0 : 1;
            report.add(row.name(), row.title(), figures);
            out.print(Table.of(row.name(), row.title(), figures));
            out.println("  (took " + Duration.ofNanos(System.nanoTime() - begun).toSeconds() + " s)");
        }
        out.println();
        out.println("medians; the figures of each turn are in " + report.file());
        if (failed > 0) {
            out.println(failed + " of " + rows.size() + " rows FAILED");
        }
        return failed == 0 ? 0 : 1;
    }
}
