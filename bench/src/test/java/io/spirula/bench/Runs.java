package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run of the command, in this JVM. */
record Runs(int exit, String said, JsonNode report) {

    static Runs of(Path directory, String... arguments) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exit = BenchMain.run(List.of(arguments), out, out, directory, Clock.systemUTC());
        try (var files = Files.list(directory)) {
            List<Path> reports = files.filter(Files::isRegularFile).toList();
            assertThat(reports).as(said.toString(StandardCharsets.UTF_8)).hasSize(1);
            return new Runs(
                    exit,
                    said.toString(StandardCharsets.UTF_8),
                    JsonMapper.builder().build().readTree(Files.readString(reports.get(0))));
        }
    }

    /** Each contender of each row, as {@code row/contender}, that has so many samples or more. */
    List<String> measured(int samples) {
        return report.get("rows")
                .valueStream()
                .flatMap(row -> row.get("contenders")
                        .valueStream()
                        .filter(contender -> contender.get("samples").size() >= samples)
                        .map(contender -> row.get("name").asString() + "/"
                                + contender.get("name").asString()))
                .toList();
    }

    /** The contenders of a row, in the order of the table. */
    List<JsonNode> row(String name) {
        return report.get("rows")
                .valueStream()
                .filter(row -> row.get("name").asString().equals(name))
                .flatMap(row -> row.get("contenders").valueStream())
                .toList();
    }

    /** What was noted about rows. */
    List<String> notes() {
        return report.get("rows")
                .valueStream()
                .flatMap(row -> row.get("notes").valueStream().map(JsonNode::asString))
                .toList();
    }
}
