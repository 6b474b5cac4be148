package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Needs rbd-mirror, too. */
class BenchIT {

    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void scatteredWritesAreMeasuredAndEachContendersResultEqualsTheSource() throws IOException {
        Runs run = Runs.of(directory, "--quick", "--rows", "scattered-half");

        assertThat(run.exit()).as(run.said()).isZero();
        assertThat(run.measured(1))
                .contains(
                        "scattered-half/pipe",
                        "scattered-half/pipe-stdin",
                        "scattered-half/mirror-snapshot",
                        "scattered-half/spirula-image",
                        "scattered-half/spirula-image-unverified",
                        "scattered-half/spirula-objects",
                        "scattered-half/spirula-objects-unverified");
        for (JsonNode contender : run.row("scattered-half")) {
            JsonNode median = contender.get("median");
            assertThat(median.get("wall").asDouble()).as("%s", contender).isPositive();
            assertThat(median.get("sent").asLong()).as("%s", contender).isGreaterThanOrEqualTo(64 * 4096);
            assertThat(median.get("written").asLong()).as("%s", contender).isGreaterThanOrEqualTo(64 * 4096);
        }
    }

    @Test
    void whatDidNotChangeAndWhatWasTrimmedIsNotSentAndEachContendersResultEqualsTheSource() throws IOException {
        Runs run = Runs.of(
                directory,
                "--quick",
                "--rows",
                "unchanged,trim",
                "--contenders",
                "pipe,spirula-image,spirula-objects,spirula-objects-maps");

        assertThat(run.exit()).as(run.said()).isZero();
        for (String row : new String[] {"unchanged", "trim"}) {
            assertThat(run.row(row))
                    .extracting(contender -> contender.get("name").asString())
                    .containsExactly("pipe", "spirula-image", "spirula-objects", "spirula-objects-maps");
            assertThat(run.row(row)).as("%s", run.said()).allSatisfy(contender -> {
                assertThat(contender.get("samples").size()).isEqualTo(1);
                assertThat(contender.get("median").get("wall").asDouble()).isPositive();
                assertThat(contender.get("median").get("sent").asLong()).isLessThan(MIB);
            });
        }
    }
}
