package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMainTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aRowThatDoesNotExistIsRefusedWithTheUsageAndNothingIsWritten() {
        assertThat(run("--rows", "everything")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("there is no row 'everything'")
                .contains("usage: bin/bench");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theRowsAreListedWithTheirSizes() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("2 TiB")
                .contains("source-iops")
                .hasLineCount(13);
        assertThat(directory).isEmptyDirectory();
    }

    private int run(String... arguments) {
        return BenchMain.run(
                List.of(arguments),
                new PrintStream(out, true),
                new PrintStream(err, true),
                directory,
                Clock.systemUTC());
    }
}
