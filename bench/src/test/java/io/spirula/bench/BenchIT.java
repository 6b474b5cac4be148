package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Needs rbd-mirror, too. */
class BenchIT {

    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void scatteredWritesAreMeasuredAndEachContendersResultEqualsTheSource() throws IOException {
        Runs run = Runs.of(directory, "--quick", "--profile", "--rows", "scattered-half");

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
        assertProfiled("scattered-half-spirula-objects-1", 1);
        assertProfiled("scattered-half-pipe-1", 0);
    }

    /** There is what both OSDs counted in a turn, and a readable recording of each JVM. */
    private void assertProfiled(String turn, int jvms) throws IOException {
        Path profiles;
        try (var files = Files.list(directory)) {
            profiles = files.filter(Files::isDirectory).findAny().orElseThrow();
        }
        for (String site : new String[] {"site-a", "site-b"}) {
            String counted = Files.readString(profiles.resolve(turn + "-" + site + "-osd.json"));
            assertThat(JsonMapper.builder()
                            .build()
                            .readTree(counted)
                            .at("/osd/op")
                            .asLong())
                    .isPositive();
        }
        try (var recordings = Files.newDirectoryStream(profiles, turn + "-[0-9]*.jfr")) {
            int count = 0;
            for (Path recording : recordings) {
                assertThat(RecordingFile.readAllEvents(recording))
                        .extracting(event -> event.getEventType().getName())
                        .contains("jdk.JVMInformation");
                count++;
            }
            assertThat(count).as(turn).isEqualTo(jvms);
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
