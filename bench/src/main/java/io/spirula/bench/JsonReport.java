package io.spirula.bench;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.row.Scale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All figures of a run in one file, which is complete after each row. Seconds and bytes. */
final class JsonReport {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ReportFiles files;
    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode rows;

    JsonReport(ReportFiles files, Scale scale, Machine machine) {
        this.files = files;
        root.put("begun", files.begun().toString());
        root.put("quick", scale.quick());
        root.put("pairs", scale.pairs());
        var about = root.putObject("machine");
        machine.facts().forEach(about::put);
        this.rows = root.putArray("rows");
    }

    Path file() {
        return files.report();
    }

    void add(String name, String title, Figures figures) {
        var row = rows.addObject().put("name", name).put("title", title);
        row.put("failed", !figures.failures().isEmpty());
        var failures = row.putArray("failures");
        figures.failures().forEach(failures::add);
        var notes = row.putArray("notes");
        figures.notes().forEach(notes::add);
        var contenders = row.putArray("contenders");
        for (var contender : figures.contenders()) {
            var node = contenders.addObject().put("name", contender);
            var median = node.putObject("median");
            for (var metric : Metric.values()) {
                figures.median(contender, metric).ifPresent(value -> median.put(metric.label(), value));
            }
            var samples = node.putArray("samples");
            figures.samples(contender).forEach(sample -> write(sample, samples.addObject()));
        }
        store();
    }

    private static void write(Sample sample, ObjectNode node) {
        sample.values().forEach((metric, value) -> node.put(metric.label(), value));
    }

    private void store() {
        var file = files.report();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
