package io.spirula.e2e;

import io.spirula.monitoring.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A row of docs/monitoring/metrics.md.
 *
 * @param name as Prometheus knows it; of a timer without {@code _count}, {@code _sum} and {@code _max}
 * @param labels the names of its labels
 * @param services scheduler, snapshot, transfer or restore
 * @param fromStart whether it is there before it counted anything
 */
record DocumentedMetric(String name, Set<String> labels, Set<String> services, boolean fromStart) {

    private static final Pattern METRIC = Pattern.compile("\\| `[a-z_]+` .*");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| ([a-z, ]*)\\| ([a-z, ]+) \\| (start|first) \\| .+ \\|");

    static List<DocumentedMetric> all() {
        try {
            return Files.readAllLines(Checkout.path("docs", "monitoring", "metrics.md")).stream()
                    .filter(METRIC.asMatchPredicate())
                    .map(DocumentedMetric::of)
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether a sample is one of it. */
    boolean covers(String sample) {
        return sample.equals(name) || sample.matches(Pattern.quote(name) + "_(count|sum|max)");
    }

    private static DocumentedMetric of(String line) {
        Matcher row = ROW.matcher(line);
        if (!row.matches()) {
            throw new IllegalArgumentException("metrics.md: not a row of a metric, as " + ROW + " wants it: " + line);
        }
        Set<String> services = words(row.group(3));
        return new DocumentedMetric(
                row.group(1),
                words(row.group(2)),
                services.equals(Set.of("all")) ? Set.of("scheduler", "snapshot", "transfer", "restore") : services,
                row.group(4).equals("start"));
    }

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
