package io.spirula.bench;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A row of figures for people: medians, and of the first metric the least and the most, too. */
final class Table {

    private Table() {}

    static String of(String name, String title, Figures figures) {
        var metrics = Arrays.stream(Metric.values())
                .filter(metric -> figures.contenders().stream()
                        .anyMatch(contender -> figures.median(contender, metric).isPresent()))
                .toList();
        var text = new StringBuilder("\n" + name + ": " + title + "\n");
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "n"));
        metrics.forEach(metric -> head.add(metric.label()));
        lines.add(head);
        for (var contender : figures.contenders()) {
            List<String> line = new ArrayList<>(List.of(
                    contender, Integer.toString(figures.samples(contender).size())));
            metrics.forEach(metric -> line.add(cell(figures, contender, metric, metrics.indexOf(metric) == 0)));
            lines.add(line);
        }
        append(text, lines);
        figures.notes().forEach(note -> text.append("  note: ").append(note).append('\n'));
        figures.failures()
                .forEach(failure -> text.append("  FAILED: ").append(failure).append('\n'));
        return text.toString();
    }

    private static String cell(Figures figures, String contender, Metric metric, boolean withRange) {
        var median = figures.median(contender, metric);
        if (median.isEmpty()) {
            return "-";
        }
        var text = metric.text(median.getAsDouble());
        return withRange && figures.samples(contender).size() > 1
                ? text + " ("
                        + metric.text(figures.least(contender, metric).orElseThrow()) + " to "
                        + metric.text(figures.most(contender, metric).orElseThrow()) + ")"
                : text;
    }

    private static void append(StringBuilder text, List<List<String>> lines) {
        var widths = new int[lines.get(0).size()];
        lines.forEach(line -> {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        for (var line : lines) {
            text.append(' ');
            for (var i = 0; i < widths.length; i++) {
                text.append(' ')
                        .append(String.format(
                                Locale.ROOT, (i == 0 ? "%-" : "%") + Math.max(1, widths[i]) + "s", line.get(i)))
                        .append(' ');
            }
            text.append('\n');
        }
    }
}
