package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.bench.row.Row;
import io.spirula.bench.row.Rows;
import io.spirula.bench.row.Scale;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Needs rbd-mirror, too. */
@Tag("nightly")
class AllRowsIT {

    @TempDir
    Path directory;

    @Test
    void allRowsAreMeasuredWithAllContenders() throws IOException {
        Runs run = Runs.of(directory, "--quick");

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(run.notes()).as(run.said()).noneMatch(note -> note.contains("left out"));
        assertThat(run.report()
                        .get("rows")
                        .valueStream()
                        .map(row -> row.get("name").asString()))
                .containsExactlyElementsOf(
                        Rows.all(Scale.smallest()).stream().map(Row::name).toList());
        for (JsonNode row : run.report().get("rows")) {
            assertThat(row.get("contenders").valueStream())
                    .as("%s", row)
                    .isNotEmpty()
                    .allMatch(contender -> contender.get("samples").size() >= 1);
        }
    }
}
