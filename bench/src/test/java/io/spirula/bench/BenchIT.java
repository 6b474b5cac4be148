package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchIT {

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
                        "scattered-half/spirula-image",
                        "scattered-half/spirula-image-unverified",
                        "scattered-half/spirula-objects",
                        "scattered-half/spirula-objects-unverified");
        for (var contender : run.report().get("rows").get(0).get("contenders")) {
            var median = contender.get("median");
            assertThat(median.get("wall").asDouble()).as("%s", contender).isPositive();
            assertThat(median.get("sent").asLong()).as("%s", contender).isGreaterThanOrEqualTo(64 * 4096);
            assertThat(median.get("written").asLong()).as("%s", contender).isGreaterThanOrEqualTo(64 * 4096);
        }
    }
}
